"""The front page."""

from app.extensions import db
from tests.support.factories import make_client, make_event, make_team, make_user
from tests.support.people import sign_in


def test_visitor_reads_what_this_is_and_can_sign_up(client):
    page = client.get("/").text
    assert 'href="/register"' in page
    assert "curl http://localhost/api/v1/organizer/events" in page
    assert 'href="/docs"' in page


def test_signed_in_person_sees_their_events_and_apps(app, client):
    with app.app_context():
        ana = make_user("ana@example.org")
        make_event(make_team(ana, name="Harbour Hall", slug="harbour-hall"), "Spring night")
        make_client(ana, name="Poster Board")
        make_team(name="Night Owl")
        make_client(name="Somebody else's")
        db.session.commit()
    sign_in(client, "ana@example.org")
    page = client.get("/").text
    assert 'href="/register"' not in page
    assert 'href="/teams/harbour-hall"' in page
    assert "Next: Spring night" in page
    assert "Poster Board" in page
    assert "Night Owl" not in page
    assert "Somebody else" not in page


def test_newcomer_is_shown_how_to_begin(app, client):
    with app.app_context():
        make_user("new@example.org")
        db.session.commit()
    sign_in(client, "new@example.org")
    page = client.get("/").text
    for path in ("/teams/new", "/docs", "/account/apps"):
        assert f'href="{path}"' in page


def test_front_page_lists_a_few_and_leads_to_all(app, client):
    with app.app_context():
        ana = make_user("ana@example.org")
        for number in range(8):
            make_team(ana, slug=f"team-{number}", name=f"Team {number}")
            make_client(ana, name=f"App {number}")
        db.session.commit()
    sign_in(client, "ana@example.org")
    page = client.get("/").text
    assert page.count('href="/teams/team-') == 5
    assert page.count('href="/developer/apps/sd_app_') == 5
    assert 'href="/developer/apps"' in page
