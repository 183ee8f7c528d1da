"""The page that anybody sees of an event."""

import json

import pytest

from app.extensions import db
from app.models.event import Event
from tests.support.factories import make_event, make_team


@pytest.fixture
def hall(app):
    """A function that puts an event on Harbour Hall's calendar."""
    with app.app_context():
        team_id = make_team(name="Harbour Hall", slug="harbour-hall").id
        db.session.commit()

    def add(title="Spring night", **details):
        with app.app_context():
            from app.models.team import Team

            make_event(db.session.get(Team, team_id), title, **details)
            db.session.commit()

    return add


def json_ld(page) -> dict:
    return json.loads(
        page.text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    )


@pytest.mark.parametrize("path", ["/harbour-hall/spring-night", "/event/spring-night"])
def test_anybody_reads_when_and_where_it_is(client, hall, path):
    hall(venue_name="Great hall", venue_city="Trieste", summary="A night of songs")

    page = client.get(path)

    assert page.status_code == 200
    assert "Sat 20 Mar 2027, 20:00" in page.text
    assert "Great hall, Trieste" in page.text
    described = json_ld(page)
    assert described["@type"] == "Event"
    assert described["name"] == "Spring night"
    assert described["startDate"] == "2027-03-20T20:00:00+01:00"
    assert described["url"] == "http://localhost/harbour-hall/spring-night"
    assert described["location"][0]["address"]["addressLocality"] == "Trieste"


def test_no_text_breaks_out_of_the_json_ld(client, hall):
    """X04: what would end the block stands in it as an escape."""
    hall("</script><script>alert(1)</script>", summary="<!--<script>")

    page = client.get("/harbour-hall/script-script-alert-1-script")

    assert "\\u003c/script\\u003e" in page.text
    assert "<script>alert" not in page.text
    assert json_ld(page)["name"] == "</script><script>alert(1)</script>"


def test_hidden_events_are_as_absent_as_unknown_ones(app, client, hall):
    """Z13: status, body and headers are those of an address that never was."""
    hall("Draft", status="draft")
    hall("Private", visibility="private")
    hall("Deleted")
    with app.app_context():
        db.session.scalars(db.select(Event).where(Event.title == "Deleted")).one().delete()
        db.session.commit()

    def seen(path):
        answer = client.get(path)
        request_id = answer.headers["X-Request-ID"]
        return answer.status_code, answer.text.replace(request_id, "")

    for prefix in ("/harbour-hall", "/event"):
        unknown = seen(f"{prefix}/never-was")
        assert unknown[0] == 404
        for slug in ("draft", "private", "deleted"):
            assert seen(f"{prefix}/{slug}") == unknown
    assert seen("/nobody/never-was") == seen("/harbour-hall/never-was")


def test_unlisted_event_is_seen_by_who_has_the_link(client, hall):
    hall(visibility="unlisted")

    assert client.get("/harbour-hall/spring-night").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/oauth/token", 405),
        ("GET", "/oauth/revoke", 405),
        ("GET", "/oauth/unknown", 404),
        ("POST", "/harbour-hall/spring-night", 405),
        ("DELETE", "/api/v1/me", 405),
        ("GET", "/account/nothing", 404),
        ("GET", "/Harbour-Hall/spring-night", 404),
        ("GET", "/harbour-hall/spring-night%00", 404),
        ("GET", "/.well-known/nothing", 404),
    ],
)
def test_public_page_catches_no_other_address(client, hall, method, path, status):
    hall()

    assert client.open(path, method=method).status_code == status


def test_all_day_event_names_its_last_day(client, hall):
    from datetime import datetime

    hall(all_day=True, start=datetime(2027, 7, 1), end=datetime(2027, 7, 4))

    page = client.get("/harbour-hall/spring-night")

    assert "Thu 1 Jul 2027" in page.text
    assert "Sat 3 Jul 2027" in page.text
    assert (json_ld(page)["startDate"], json_ld(page)["endDate"]) == ("2027-07-01", "2027-07-03")
