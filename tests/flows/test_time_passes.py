"""Time passes and no job runs: every surface shows a series at its next date (invariant 34)."""

from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import update

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.credentials.token_family import TokenFamily
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.tickets.booking_terms import BookingTerms, Terms
from tests.support.api import EVENTS, make_reader
from tests.support.factories import make_event, make_team, make_user
from tests.support.people import sign_in

ROME = ZoneInfo("Europe/Rome")
SATURDAY, OFF = datetime(2027, 1, 2, 20), datetime(2027, 1, 16, 20)
NIGHT = datetime(2027, 1, 2, 2, 30)  # an hour that one change of summer time skips, and one repeats
# A day and a week later, before, on and after both changes of summer time, on a date that is
# cancelled, during one and as it ends, years later. In UTC.
MOMENTS = (
    datetime(2027, 1, 1, 12),
    datetime(2027, 1, 2, 12),
    datetime(2027, 1, 2, 22),
    datetime(2027, 1, 9, 12),
    datetime(2027, 1, 15, 22),
    datetime(2027, 3, 27, 21),
    datetime(2027, 3, 27, 22),
    datetime(2027, 3, 28, 0, 30),
    datetime(2027, 3, 28, 2, 30),
    datetime(2027, 10, 30, 20, 30),
    datetime(2027, 10, 31, 0, 45),
    datetime(2027, 10, 31, 3),
    datetime(2033, 5, 1),
)
LISTS = (
    "/teams/harbour-hall",
    "/teams/harbour-hall/events",
    "/harbour-hall",
    "/harbour-hall/embed",
)
EVENT_PAGES = ("/teams/harbour-hall/events/saturdays", "/harbour-hall/saturdays")
MONTHS = ("/harbour-hall", "/teams/harbour-hall/events")
CALLS = (f"{EVENTS}?include=next", f"{EVENTS}?order=next", f"{EVENTS}/saturdays?include=next")
HELD = (0, 3, 12, 43)  # the weeks for which Ana has tickets


def fill(app):
    """Ana's team with two series in Rome, and a reader whose token does not expire."""
    off = Override(OFF.isoformat(), OFF, OFF + timedelta(hours=3), status="cancelled")
    with app.app_context():
        ana = make_user("ana@example.org", timezone="Europe/Rome")
        team = make_team(ana, slug="harbour-hall")
        weekly = Recurrence("FREQ=WEEKLY")
        jam = make_event(team, "Saturdays", start=SATURDAY, recurrence=weekly, overrides=(off,))
        daily, end = Recurrence("FREQ=DAILY"), NIGHT + timedelta(hours=1)
        make_event(team, "Nights", start=NIGHT, end=end, recurrence=daily)
        BookingTerms.change(jam, Terms(enabled=True, per_person=len(HELD)))
        for week in HELD:
            name = (SATURDAY + timedelta(weeks=week)).isoformat()
            BookingTerms.book(jam, ana, recurrence_id=name)
        reader = make_reader(app, team)
        for tokens in (AccessToken, TokenFamily):
            db.session.execute(update(tokens).values(expires_at=2**31 - 1))
        db.session.commit()
    return reader


def next_of(first, step, hours, now):
    """The start of the first date that is not over, tried one by one."""
    starts = (first + number * step for number in count())
    return next(
        start
        for start in starts
        if start != OFF and _instant(start) + timedelta(hours=hours) > now.replace(tzinfo=UTC)
    )


def _instant(local):
    return local.replace(tzinfo=ROME).astimezone(UTC)


def tickets_ahead(page):
    """How many tickets are under "Coming up"."""
    return page.partition("Past and cancelled")[0].count('href="/account/tickets/')


def test_next_date_is_right_on_every_surface(app, client, clock):
    clock.at = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
    reader = fill(app)
    for now in MOMENTS:
        clock.at = int(now.replace(tzinfo=UTC).timestamp())
        start = next_of(SATURDAY, timedelta(weeks=1), 3, now)
        night = next_of(NIGHT, timedelta(days=1), 1, now)
        sign_in(client, "ana@example.org")
        for path in LISTS:
            page = unescape(client.get(path).text)
            assert f"{start:%-d %b %Y}" in page, (now, path)
            assert f"{night:%-d %b %Y}" in page, (now, path)
        for path in EVENT_PAGES:
            assert f"{start:%-d %b %Y}" in unescape(client.get(path).text), (now, path)
        assert f'"startDate": "{start:%Y-%m-%dT%H:%M}' in client.get(EVENT_PAGES[1]).text, now
        assert f"{min(start, night):%-d %b %Y}" in unescape(client.get("/").text), now
        for path in MONTHS:
            page = client.get(f"{path}?month={start:%Y-%m}").text
            assert f'<time datetime="{start:%Y-%m-%d}">' in page, (now, path)
        held = [SATURDAY + timedelta(weeks=week) >= start for week in HELD]
        assert tickets_ahead(client.get("/account/tickets").text) == sum(held), now
        for call in CALLS:
            data = reader.get(call).json["data"]
            events = data if isinstance(data, list) else [data]
            dates = {event["slug"]: event["next"]["start"] for event in events}
            assert dates["saturdays"]["local"] == start.isoformat(), (now, call)
            if "nights" in dates:
                assert dates["nights"]["utc"] == f"{_instant(night):%Y-%m-%dT%H:%M:%SZ}", now
