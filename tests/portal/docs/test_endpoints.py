"""The reference: described routes by group."""

from app.portal.docs.endpoints import find_group


def test_oauth_endpoints_are_listed_in_the_order_of_the_flow(app):
    with app.app_context():
        paths = [entry.route.path for entry in find_group("oauth")[1]]
    flow = ["/oauth/authorize", "/oauth/token", "/oauth/revoke", "/oauth/introspect"]
    assert [path for path in paths if path in flow] == flow
