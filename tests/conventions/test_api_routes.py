"""Every route of the API says which permission it needs."""

from app.models.values.scopes import Permission

BLUEPRINTS = ("api.", "dialects.")
# Routes of the API that anybody may ask, each with its reason.
PUBLIC = {
    "dialects.list_public_events": "web pages anywhere show public events to everybody",
    "dialects.show_public_event": "likewise",
    "dialects.show_public_feed": "the public events of a team, in calendars and feed readers",
    "dialects.show_public_calendar": "likewise, one of them",
    "dialects.show_private_feed": "the key in the address says who may",
    "dialects.show_picture": "the pictures of events that everybody sees",
}


def api_views(app):
    """Return the API's views by endpoint."""
    return {name: view for name, view in app.view_functions.items() if name.startswith(BLUEPRINTS)}


def test_every_route_of_the_api_names_a_permission(app):
    views = api_views(app)
    assert views, "The API has no routes; does the convention still name the right blueprint?"
    open_to_all = {name for name, view in views.items() if not hasattr(view, "permission")}
    assert open_to_all == PUBLIC.keys()


def test_only_what_tells_about_the_token_needs_no_permission_beyond_it(app):
    views = api_views(app)
    assert {name for name, view in views.items() if getattr(view, "permission", 0) is None} == {
        "api.list_teams",
        "dialects.show_token",
    }
    named = [view.permission for view in views.values() if getattr(view, "permission", None)]
    assert all(isinstance(permission, Permission) for permission in named)


def test_route_with_a_team_is_guarded_by_a_team_permission(app):
    from app.models.values.scopes import TEAM_PERMISSIONS

    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(BLUEPRINTS) and "team" in rule.arguments:
            assert app.view_functions[rule.endpoint].permission in TEAM_PERMISSIONS, rule.rule
