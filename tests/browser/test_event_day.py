"""A calendar on its first day, in Berlin: imported, edited, booked, checked in, subscribed to."""

from datetime import date, datetime, time, timedelta
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar

from app.extensions import db
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from tests.browser.deeds import send
from tests.browser.stage import sign_in
from tests.browser.test_main_loop import found_a_team, sign_up
from tests.support.factories import make_client, make_grant, make_tokens, make_user
from tests.support.ics import calendar, event

pytestmark = pytest.mark.browser

BERLIN = "Europe/Berlin"
FIRST = date.today() + timedelta(days=30)
WEEKS = [FIRST + timedelta(weeks=week) for week in range(5)]


def at(day, hour):
    return f"{day:%Y%m%d}T{hour}0000"


def jam_session(*lines, day=FIRST):
    """A jam of three hours, as Google writes it."""
    end = f"DTEND;TZID={BERLIN}:{at(day, 23)}"
    start = f"DTSTART;TZID={BERLIN}:{at(day, 20)}"
    return event(end, *lines, uid="jam@google.com", start=start, title="Jam session")


GOOGLE = calendar(
    jam_session("RRULE:FREQ=WEEKLY;COUNT=5"),
    jam_session(f"RECURRENCE-ID;TZID={BERLIN}:{at(WEEKS[2], 20)}", "CLASS:PRIVATE", day=WEEKS[2]),
    event(
        "CLASS:PRIVATE",
        uid="dentist@google.com",
        start=f"DTSTART;TZID={BERLIN}:{at(FIRST, 10)}",
        title="Dentist",
    ),
    zone=BERLIN,
    name="pia@example.org",
)


@pytest.fixture
def server(app, start_server):
    """A server that knows Nina alone."""
    with app.app_context():
        make_user("nina@example.org", name="Nina Berg")
        db.session.commit()
    return start_server(workers=1, threads=4, default_timezone="Pacific/Auckland")


def preview(page):
    """Upload the calendar, and see who may see its events unless Pia chooses otherwise."""
    page.goto("/teams/harbour-hall/events/import")
    file = {"name": "basic.ics", "mimeType": "text/calendar", "buffer": GOOGLE}
    page.get_by_label("Calendar file").set_input_files(file)
    send(page, "Preview")
    assert page.locator("[name=visibility][value=private]").is_checked()


def import_calendar(page, phone):
    """Import it as it is proposed, which no visitor sees; undo that, and make it public."""
    preview(page)
    send(page, "Import")
    assert phone.goto("/harbour-hall").status == 404
    send(page, "Undo this import")
    page.goto("/teams/harbour-hall/events")
    assert "Jam session" not in page.get_by_role("main").inner_text()

    preview(page)
    page.locator("[name=visibility][value=public]").check()
    send(page, "Import")


def edit_second_date(page):
    page.goto("/teams/harbour-hall/events/jam-session")
    page.locator(f"a[href*='/dates/{WEEKS[1]}'][href$='/edit']").first.click()
    page.get_by_label("Title").fill("Late session")
    page.get_by_label("Start time").fill("21:30")
    send(page, "Save")


def take_bookings(page):
    page.goto("/teams/harbour-hall/events/jam-session/edit")
    page.get_by_text("Tickets from here").click()
    page.locator("[name=bookings]").check()
    page.locator("[name=capacity]").fill("10")
    send(page, "Save")


def subscribe(page):
    """The bytes that a phone gets when its visitor subscribes to the team's calendar."""
    page.goto("/harbour-hall")
    address = page.get_by_role("link", name="Calendar app").get_attribute("href")
    assert address.startswith("webcal://")
    with urlopen(address.replace("webcal:", "http:")) as answer:
        return answer.read()


def dates_in(data):
    """(title, start) of every date that another reader finds in the calendar."""
    found = recurring_ical_events.of(Calendar.from_ical(data))
    year = found.between(FIRST, FIRST + timedelta(days=366))
    return sorted((str(one["SUMMARY"]), one.start) for one in year)


def in_berlin(day, clock):
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(BERLIN))


def connect_scanner(app):
    """A function that gives the status of scanning a code, by an app that Pia allowed."""
    with app.app_context():
        team, scopes = Team.find("harbour-hall"), "guests:write"
        scanner, _secret = make_client(scopes=scopes)
        [owner] = Membership.list_of(team)
        token, _refresh = make_tokens(make_grant(scanner, owner.user, team, scopes=scopes))
        db.session.commit()
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    guests = "/api/v1/organizer/harbour-hall/events/jam-session/guests"
    return lambda code: client.post(f"{guests}/{code}/check-in", headers=headers).status_code


def test_calendar_on_its_first_day(app, server, open_page):
    def browse(**options):
        return open_page(base_url=server.url, timezone_id=BERLIN, **options)

    pia, nina = browse(), browse()
    phone = browse(width=390, height=844, has_touch=True)
    sign_up(pia)
    found_a_team(pia)
    pia.goto("/teams/harbour-hall/settings")
    assert pia.get_by_label("Time zone").input_value() == BERLIN

    import_calendar(pia, phone)
    edit_second_date(pia)
    take_bookings(pia)

    sign_in(nina, "nina")
    nina.goto("/harbour-hall/jam-session")
    send(nina, "Book")
    nina.get_by_role("link", name="Your ticket").click()
    assert f"{FIRST:%a %-d %b %Y}, 20:00" in nina.get_by_role("main").inner_text()
    code = nina.locator("code", has_text="sd_tkt_").inner_text().strip()
    scan = connect_scanner(app)
    assert [scan(code), scan(code)] == [200, 409]
    nina.reload()
    assert "Used" in nina.get_by_role("main").inner_text()

    feed = subscribe(phone)
    assert b"Dentist" not in feed
    assert dates_in(feed) == [
        ("Jam session", in_berlin(WEEKS[0], "20:00")),
        ("Jam session", in_berlin(WEEKS[3], "20:00")),
        ("Jam session", in_berlin(WEEKS[4], "20:00")),
        ("Late session", in_berlin(WEEKS[1], "21:30")),
    ]
