"""The page that anybody sees of an event."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.factories import make_event, make_team


@pytest.fixture
def hall(app):
    """A function that puts an event on Harbour Hall's calendar."""
    with app.app_context():
        team_id = make_team(name="Harbour Hall", slug="harbour-hall").id
        db.session.commit()

    def add(title="Spring night", **details):
        with app.app_context():
            from app.models.teams.team import Team

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
    """What would end the block stands in it as an escape."""
    hall("</script><script>alert(1)</script>", summary="<!--<script>")

    page = client.get("/harbour-hall/script-script-alert-1-script")

    assert "\\u003c/script\\u003e" in page.text
    assert "<script>alert" not in page.text
    assert json_ld(page)["name"] == "</script><script>alert(1)</script>"


def test_hidden_events_are_as_absent_as_unknown_ones(app, client, hall):
    """Status, body and headers are those of an address that never was."""
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
    hall(all_day=True, start=datetime(2027, 7, 1), end=datetime(2027, 7, 4))

    page = client.get("/harbour-hall/spring-night")

    assert "Thu 1 Jul 2027" in page.text
    assert "Sat 3 Jul 2027" in page.text
    assert (json_ld(page)["startDate"], json_ld(page)["endDate"]) == ("2027-07-01", "2027-07-03")


MONDAY = datetime(2027, 3, 22, 20, 0)


def on(day, **said):
    start = MONDAY.replace(month=4, day=day)
    return Override(f"2027-04-{day:02}T20:00:00", start, start + timedelta(hours=2), **said)


def test_series_tells_its_next_dates_and_what_is_different_on_them(client, hall, clock):
    clock.at = 1_805_700_000  # 22 March 2027
    later = Override(
        "2027-03-29T20:00:00", datetime(2027, 3, 30, 18), datetime(2027, 3, 30, 19), title="Jam"
    )
    changed = (later, on(5, status="cancelled"), on(12, venue_name="Quay"))
    weekly = Recurrence("FREQ=WEEKLY", exdates=("2027-03-22",))
    hall(start=MONDAY, end=MONDAY.replace(hour=22), recurrence=weekly, overrides=changed)

    page = client.get("/harbour-hall/spring-night")

    listed = page.text.split("Next dates")[1].split("</dl>")[0].split("<dt>")[1:]
    rows = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in listed]
    assert rows[0] == "Tue 30 Mar 2027, 18:00 Jam · Moved from Mon 29 Mar 2027, 20:00"
    assert rows[1] == "Mon 5 Apr 2027, 20:00 Cancelled"
    assert rows[2] == "Mon 12 Apr 2027, 20:00 Quay"
    assert rows[3] == "Mon 19 Apr 2027, 20:00"
    assert len(rows) == 10
    assert "Mon 22 Mar" not in page.text
    assert json_ld(page)["startDate"] == "2027-03-30T18:00:00+02:00"
    assert "Tue 30 Mar 2027, 18:00" in client.get("/harbour-hall").text


def test_series_of_which_no_date_takes_place_says_so(client, hall):
    weekly = Recurrence("FREQ=WEEKLY;COUNT=2", exdates=("2027-03-29T20:00:00",))
    off = Override("2027-03-22T20:00:00", MONDAY, MONDAY, status="cancelled")
    hall(start=MONDAY, end=MONDAY, recurrence=weekly, overrides=(off,))

    page = client.get("/harbour-hall/spring-night")

    assert "No date takes place" in page.text
    assert json_ld(page)["eventStatus"].endswith("EventCancelled")


def test_page_says_what_other_programs_show_of_it(client, hall):
    hall(venue_name="Great hall", image_url="https://pictures.example/a.jpg", picture_alt="A lamp")
    page = client.get("/harbour-hall/spring-night").text

    assert '<link rel="canonical" href="http://localhost/harbour-hall/spring-night">' in page
    for name, value in {
        "og:title": "Spring night",
        "og:url": "http://localhost/harbour-hall/spring-night",
        "og:image": "https://pictures.example/a.jpg",
        "og:image:alt": "A lamp",
    }.items():
        assert f'<meta property="{name}" content="{value}">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert '<meta property="og:description" content="Sat 20 Mar 2027, 20:00 · Great hall">' in page
    assert 'name="robots"' not in page


@pytest.mark.parametrize(("status", "is_offered"), [("scheduled", True), ("cancelled", False)])
def test_page_offers_calendars_no_cancelled_event(client, hall, status, is_offered):
    hall(status=status)
    assert ("Add to calendar" in client.get("/harbour-hall/spring-night").text) is is_offered


def test_page_without_a_picture_has_a_plain_card(client, hall):
    hall()
    page = client.get("/event/spring-night").text

    assert '<meta name="twitter:card" content="summary">' in page
    assert "og:image" not in page
    assert '<link rel="canonical" href="http://localhost/harbour-hall/spring-night">' in page


def test_search_engines_list_no_unlisted_event(client, hall):
    hall(visibility="unlisted")
    page = client.get("/harbour-hall/spring-night")

    assert '<meta name="robots" content="noindex">' in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("details", "notice"),
    [
        ({"status": "cancelled"}, "This event is cancelled."),
        ({"status": "postponed"}, "This event is postponed."),
        ({"start": datetime(2020, 1, 1, 20)}, "This event is over."),
    ],
)
def test_page_begins_with_what_visitors_must_know(client, hall, details, notice):
    hall(**details)
    assert notice in client.get("/harbour-hall/spring-night").text


def test_page_turns_to_the_next_date_when_one_is_over(client, hall, clock):
    hall(start=MONDAY, end=MONDAY.replace(hour=22), recurrence=Recurrence("FREQ=WEEKLY"))
    clock.at = int(datetime(2027, 3, 22, 20, 59, 50, tzinfo=UTC).timestamp())
    running = client.get("/harbour-hall/spring-night")

    assert running.headers["Cache-Control"] == "public, max-age=10"
    assert "Mon 22 Mar 2027, 20:00" in running.text
    clock.at += 10
    tag = {"If-None-Match": running.headers["ETag"]}
    later = client.get("/harbour-hall/spring-night", headers=tag)
    assert (later.status_code, "Mon 22 Mar 2027, 20:00" in later.text) == (200, False)


def test_event_can_be_put_in_calendars_and_found_on_a_map(client, hall):
    hall("Fair", all_day=True, start=datetime(2027, 7, 1), end=datetime(2027, 7, 4))
    hall(venue_city="Trieste", latitude=45.65, longitude=13.77)

    links = links_of(client.get("/harbour-hall/spring-night").text)
    google = parse_qs(urlsplit(links["Google Calendar"]).query)
    assert google["dates"] == ["20270320T200000/20270320T230000"]
    assert (google["ctz"], google["text"]) == (["Europe/Rome"], ["Spring night"])
    outlook = parse_qs(urlsplit(links["Outlook"]).query)
    assert (outlook["startdt"], outlook["enddt"]) == (
        ["2027-03-20T19:00:00Z"],
        ["2027-03-20T22:00:00Z"],
    )
    assert "mlat=45.650000&mlon=13.770000" in links["Map"]
    fair = links_of(client.get("/harbour-hall/fair").text)
    assert parse_qs(urlsplit(fair["Google Calendar"]).query)["dates"] == ["20270701/20270704"]
    assert "Map" not in fair


def links_of(text: str) -> dict[str, str]:
    """The addresses of links by what they say."""
    links = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', text, re.S)
    return {
        " ".join(re.sub("<[^>]*>", " ", inner).split()): html.unescape(href)
        for href, inner in links
    }


def test_each_date_has_a_calendar_of_its_own(client, hall, clock):
    clock.at = 1_805_700_000  # 22 March 2027
    hall(start=MONDAY, end=MONDAY.replace(hour=22), recurrence=Recurrence("FREQ=WEEKLY;COUNT=2"))
    page = client.get("/harbour-hall/spring-night").text

    for day in ("2027-03-22", "2027-03-29"):
        assert f'href="/harbour-hall/spring-night.ics?date={day}"' in page
