"""Time passes and no job runs: every surface shows a series at its next date (invariant 34)."""

from datetime import UTC, datetime, timedelta
from html import unescape

from sqlalchemy import update

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.credentials.token_family import TokenFamily
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.api import EVENTS, make_reader
from tests.support.factories import make_event, make_team, make_user
from tests.support.people import sign_in

SATURDAY = datetime(2027, 1, 2, 20)
# Now, and the start of the next Saturday: a day and a week later, before, on and after both
# changes of summer time, on a cancelled date, years later.
MOMENTS = {
    datetime(2027, 1, 1, 12): datetime(2027, 1, 2, 20),
    datetime(2027, 1, 2, 22): datetime(2027, 1, 9, 20),
    datetime(2027, 1, 15, 22): datetime(2027, 1, 23, 20),
    datetime(2027, 3, 27, 21): datetime(2027, 3, 27, 20),
    datetime(2027, 3, 28, 0, 30): datetime(2027, 4, 3, 20),
    datetime(2027, 10, 30, 20, 30): datetime(2027, 10, 30, 20),
    datetime(2027, 10, 31, 3): datetime(2027, 11, 6, 20),
    datetime(2033, 5, 1): datetime(2033, 5, 7, 20),
}
PAGES = (
    "/",
    "/teams/harbour-hall",
    "/teams/harbour-hall/events",
    "/teams/harbour-hall/events/saturdays",
    "/harbour-hall",
    "/harbour-hall/saturdays",
)
CALLS = (f"{EVENTS}?include=next", f"{EVENTS}?order=next", f"{EVENTS}/saturdays?include=next")


def fill(app):
    """The team of ana with a series in Rome, and a reader whose token does not expire."""
    off = SATURDAY + timedelta(weeks=2)
    off = Override(off.isoformat(), off, off + timedelta(hours=3), status="cancelled")
    weekly = Recurrence("FREQ=WEEKLY")
    with app.app_context():
        ana = make_user("ana@example.org", timezone="Europe/Rome")
        team = make_team(ana, slug="harbour-hall")
        make_event(team, "Saturdays", start=SATURDAY, recurrence=weekly, overrides=(off,))
        reader = make_reader(app, team)
        for tokens in (AccessToken, TokenFamily):
            db.session.execute(update(tokens).values(expires_at=2**31 - 1))
        db.session.commit()
    return reader


def test_next_date_is_right_on_every_surface(app, client, clock):
    clock.at = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())
    reader = fill(app)
    for now, start in MOMENTS.items():
        clock.at = int(now.replace(tzinfo=UTC).timestamp())
        sign_in(client, "ana@example.org")
        for path in PAGES:
            page = unescape(client.get(path).text)
            assert f"{start:%-d %b %Y}" in page, (now, path)
        assert f'"startDate": "{start:%Y-%m-%dT%H:%M}' in page, now
        for call in CALLS:
            data = reader.get(call).json["data"]
            [event] = data if isinstance(data, list) else [data]
            assert event["next"]["start"]["local"] == start.isoformat(), (now, call)
