"""The front page."""

from app.extensions import db
from tests.support.factories import make_user
from tests.support.people import sign_in


def test_visitor_reads_what_this_is_and_can_sign_up(client):
    page = client.get("/").text
    assert 'href="/register"' in page
    assert "curl http://localhost/api/v1/organizer/events" in page


def test_signed_in_person_goes_straight_to_their_things(app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")
    page = client.get("/").text
    assert 'href="/register"' not in page
    for path in ("/teams", "/developer/apps", "/account/apps"):
        assert f'href="{path}"' in page
