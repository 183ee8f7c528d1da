"""The page on which anybody finds what a team has published."""

import html
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.extensions import db
from app.models.event_queries import month_calendar
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from tests.support.api import recorded_statements
from tests.support.hall import add
from tests.support.people import sign_in

ATOM = '<link rel="alternate" type="application/atom+xml" title="Harbour Hall" href="{}">'


def test_anybody_sees_what_is_public_and_not_over(app, client, hall, clock):
    add(app, "Spring night")
    add(app, "Called off", status="cancelled")
    add(app, "Long ago", start=datetime(2020, 1, 1, 20, 0))
    for title, hidden in {"Draft": "status=draft", "Own": "visibility=private"}.items():
        add(app, title, **dict([hidden.split("=")]))
    add(app, "With the link", visibility="unlisted")

    page = client.get("/harbour-hall")
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

    for path in ("/{}", "/t/{}", "/{}/embed", "/{}/events.ics", "/{}/events.atom"):
        answers = [client.get(path.format(slug)) for slug in ("harbour-hall", "nobody-here")]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_former_addresses_lead_there(app, client, hall):
    add(app)
    with app.app_context():
        Team.find("harbour-hall").change(name="Harbour", slug="harbour", timezone="UTC")
        db.session.commit()

    for former in ("/t/harbour-hall", "/t/harbour", "/harbour-hall"):
        moved = client.get(f"{former}?tag=a%20b")
        assert (moved.status_code, moved.location) == (301, "/harbour?tag=a%20b")
    assert client.get("/harbour-hall/embed?theme=dark").location == "/harbour/embed?theme=dark"
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


def test_search_finds_titles_places_and_tags(app, client, hall):
    add(app, "Spring night", venue_name="Great hall", tags=("jazz", "late"))
    add(app, "Choir", tags=("jazz club",))

    def titles_of(query):
        text = client.get(f"/harbour-hall?{query}").text
        return {title for title in ("Spring night", "Choir") if f">{title}</a>" in text}

    assert titles_of("q=spring") == titles_of("q=GREAT") == titles_of("q=late") == {"Spring night"}
    assert titles_of("q=jazz") == {"Spring night", "Choir"}
    assert titles_of("tag=jazz") == {"Spring night"}
    assert titles_of("tag=jazz&q=choir") == titles_of("q=100%25") == titles_of("tag=jaz") == set()
    assert "No event matches" in client.get("/harbour-hall?q=zebra").text


def test_month_shows_its_dates_on_their_days(app, client, hall):
    add(app, "Fair", start=datetime(2027, 2, 27), end=datetime(2027, 3, 3), all_day=True)
    weekly = Recurrence("FREQ=WEEKLY;COUNT=3", exdates=("2027-03-08T20:00:00",))
    add(app, "Rehearsal", start=datetime(2027, 3, 1, 20), recurrence=weekly)
    add(app, "Late", start=datetime(2027, 3, 31, 22), end=datetime(2027, 4, 1, 2))

    assert days_of(client.get("/harbour-hall?month=2027-03").text) == {
        "2027-03-01": ["Fair", "Rehearsal"],
        "2027-03-02": ["Fair"],
        "2027-03-15": ["Rehearsal"],
        "2027-03-31": ["Late"],
    }
    assert days_of(client.get("/harbour-hall?month=2027-04").text) == {}
    assert list(days_of(client.get("/harbour-hall?month=2027-02").text)) == [
        "2027-02-27",
        "2027-02-28",
    ]


def days_of(text: str) -> dict[str, list[str]]:
    """The titles by day, as the calendar shows them."""
    days = re.findall(
        r'<time datetime="([\d-]+)">(.*?)</li>\s*(?=<li class="month-day|</ol>)', text, re.S
    )
    return {day: re.findall("<b>(.*?)</b>", rest) for day, rest in days}


@pytest.mark.parametrize(
    "month", ["", "2027", "2027-3", "2027-00", "2027-13", "2027-03-01", "9999-12", "0000-01", "x"]
)
def test_month_that_is_none_is_not_found(app, client, hall, month):
    add(app)
    assert client.get(f"/harbour-hall?month={month}").status_code == 404


def test_month_of_many_dates_has_pages(app, client, hall, monkeypatch):
    monkeypatch.setattr(month_calendar, "MAX_DATES", 10)
    add(app, start=datetime(2027, 3, 1, 20), recurrence=Recurrence("FREQ=DAILY"))

    days, path = [], "/harbour-hall?month=2027-03"
    while path:
        text = client.get(path).text
        days += days_of(text)
        following = re.search(r'rel="next"\s+href="([^"]+)"', text)
        path = html.unescape(following[1]) if following else None
    assert days == [f"2027-03-{day:02}" for day in range(1, 32)]


def test_page_is_cached_until_it_changes_by_itself(app, client, hall, clock):
    add(app, "Short", start=datetime(2027, 3, 20, 20), end=datetime(2027, 3, 20, 21))
    add(app, "Long", start=datetime(2027, 3, 20, 20), end=datetime(2027, 3, 20, 23))
    clock.at = int(datetime(2027, 3, 20, 19, 59, 30, tzinfo=UTC).timestamp())  # 30 s to the end
    first = client.get("/harbour-hall")

    assert ("Short" in first.text, first.headers["Vary"]) == (True, "Cookie, Accept-Language")
    assert first.headers["Cache-Control"] == "public, max-age=30"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/harbour-hall", headers=tag).status_code == 304
    clock.at += 31
    later = client.get("/harbour-hall", headers=tag)
    assert (later.status_code, "Short" in later.text, "Long" in later.text) == (200, False, True)
    add(app, "Matinee", start=datetime(2027, 3, 21, 20))
    assert "Matinee" in client.get("/harbour-hall", headers=tag).text


def test_page_of_somebody_signed_in_is_nobody_elses(app, client, hall):
    add(app)
    for path in ("/harbour-hall",):
        assert "ed@example.org" not in client.get(path).text
    sign_in(client, "ed@example.org")
    for path in ("/harbour-hall",):
        own = client.get(path)
        assert "ed@example.org" in own.text
        assert own.headers["Cache-Control"] == "no-store"
        stranger = app.test_client().get(path)
        assert "ed@example.org" not in stranger.text
        assert stranger.headers["Cache-Control"] == "public, max-age=60"


def test_theme_of_one_visitor_is_not_that_of_the_next(app, client, hall):
    add(app)
    client.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in client.get("/harbour-hall").text
    assert 'data-theme="' not in app.test_client().get("/harbour-hall").text


def test_unchanged_page_is_not_rendered_again(app, client, hall):
    add(app)
    for query in ("", "?month=2027-03"):
        client.get(f"/harbour-hall{query}")
        with recorded_statements(app) as statements:
            assert client.get(f"/harbour-hall{query}").status_code == 200
        assert not [text for text in statements if "LIMIT" in text and "starts_at" in text]


def test_page_says_what_other_programs_need(app, client, hall):
    add(app)
    text = client.get("/harbour-hall?tag=x").text

    assert '<link rel="canonical" href="http://localhost/harbour-hall">' in text
    assert '<meta property="og:title" content="Harbour Hall">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert 'name="robots"' not in client.get("/harbour-hall").text
    subscribe = urlsplit(html.unescape(re.search(r'href="(https://calendar[^"]+)"', text)[1]))
    assert parse_qs(subscribe.query) == {"cid": ["webcal://localhost/harbour-hall/events.ics"]}
    for ending in ("atom", "rss", "json"):
        assert f'href="http://localhost/harbour-hall/events.{ending}"' in text
