"""The page on which anybody finds what a team has published."""

import pytest

from app.extensions import db
from app.models.teams.team import Team
from tests.support.hall import add

ATOM = '<link rel="alternate" type="application/atom+xml" title="Harbour Hall" href="{}">'


def test_anybody_sees_what_is_public_and_not_over(app, client, hall, clock):
    from datetime import datetime

    add(app, "Spring night")
    add(app, "Called off", status="cancelled")
    add(app, "Long ago", start=datetime(2020, 1, 1, 20, 0))
    for title, hidden in {"Draft": "status=draft", "Own": "visibility=private"}.items():
        add(app, title, **dict([hidden.split("=")]))
    add(app, "With the link", visibility="unlisted")

    page = client.get("/t/harbour-hall")
    assert page.status_code == 200
    assert "Spring night" in page.text
    assert "Called off" in page.text
    for title in ("Draft", "Own", "With the link", "Long ago"):
        assert title not in page.text
    assert ATOM.format("http://localhost/harbour-hall/events.atom") in page.text
    assert 'href="webcal://localhost/harbour-hall/events.ics"' in page.text


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"visibility": "unlisted"}, None])
def test_team_that_published_nothing_is_as_absent_as_an_unknown_one(app, client, hall, hidden):
    if hidden:
        add(app, "Hidden", **hidden)

    for path in ("/t/{}", "/{}/events.ics", "/{}/events.atom"):
        answers = [client.get(path.format(slug)) for slug in ("harbour-hall", "nobody-here")]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_former_addresses_lead_there(app, client, hall):
    add(app)
    with app.app_context():
        Team.find("harbour-hall").change(name="Harbour", slug="harbour", timezone="UTC")
        db.session.commit()

    assert client.get("/t/harbour-hall").location == "/t/harbour"
    moved = client.get("/harbour-hall/events.ics?tag=a%20b")
    assert (moved.status_code, moved.location) == (
        301,
        "http://localhost/harbour/events.ics?tag=a%20b",
    )


def test_page_of_an_event_names_the_feeds_unless_the_event_is_unlisted(app, client, hall):
    add(app, "Spring night")
    add(app, "Quiet", visibility="unlisted")

    assert (
        ATOM.format("http://localhost/harbour-hall/events.atom")
        in client.get("/harbour-hall/spring-night").text
    )
    quiet = client.get("/harbour-hall/quiet").text
    assert 'rel="alternate"' not in quiet
    assert 'href="/harbour-hall/quiet.ics"' in quiet
