"""Calendars elsewhere, in tests: what they say, and teams that follow them."""

import pytest

from app.calendar_subscriptions import refresh as calendar_refresh
from app.extensions import db
from app.models.calendar_subscriptions import subscription_attempt, subscription_reading
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscription_attempt import Turn
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.factories import make_team, make_user
from tests.support.listener import answer
from tests.support.outbound import towards

ADDRESS = "https://calendars.example/private-0123456789/basic.ics"
OVER_HTTP = ADDRESS.replace("https:", "http:")


def vevent(uid: str, title: str = "", start: str = "20300320T200000", *more: str) -> str:
    """Return an event; its title follows from the UID if none is given."""
    lines = (f"UID:{uid}", f"SUMMARY:{title or uid.title()}", f"DTSTART:{start}", *more)
    return "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def calendar(*events: str, name: str = "Town calendar") -> bytes:
    """Return a calendar of these events; a bare word stands for an event of that UID."""
    written = [one if "\n" in one else vevent(one) for one in events]
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", f"X-WR-CALNAME:{name}")
    lines = "\n".join((*head, *written, "END:VCALENDAR")).splitlines()
    return "\r\n".join(lines).encode() + b"\r\n"


class Source:
    """A calendar elsewhere that ``team`` follows, served by a listener on loopback."""

    def __init__(self, listener, team, url=OVER_HTTP):
        """Follow it; nothing is read before ``says``."""
        self.listener, self.outbound = listener, towards(listener)
        self.id = CalendarSubscription.add(team, url=url, name="Town").id
        db.session.commit()

    @property
    def team(self) -> Team:
        """Return the team that follows it."""
        return self.row.team

    @property
    def row(self) -> CalendarSubscription:
        """Return the subscription."""
        return db.session.get_one(CalendarSubscription, self.id)

    def says(self, *events: str, **headers: str):
        """Have it hold these events from now on, and read it."""
        return self.answers(answer(calendar(*events), **headers))

    def answers(self, everything: bytes):
        """Have it send these bytes from now on, and read it."""
        self.listener.says(everything)
        return self.refresh()

    def refresh(self):
        """Read it now, whenever it was read before."""
        attempt = subscription_attempt.claim(Turn(self.id, self.row.last_tried_at))
        return calendar_refresh.refresh(attempt, self.outbound)

    def calls(self) -> dict[str, str]:
        """Return the state of each event of the team, by UID."""
        events = db.session.scalars(db.select(Event).where(Event.team_id == self.row.team_id))
        return {one.uid: "deleted" if one.deleted_at else one.status for one in events}


def take(team, *events: str, url=ADDRESS) -> CalendarSubscription:
    """Return the subscription of ``team`` to ``url``, read just now when it held these events."""
    followed = {row.url: row for row in CalendarSubscription.list_of(team)}
    row = followed.get(url) or CalendarSubscription.add(team, url=url, name="Town")
    read = calendar_refresh.understand(calendar(*events), team.timezone)
    subscription_reading.take(row, read)
    db.session.flush()
    return row


@pytest.fixture
def source(listener, context):
    """A calendar elsewhere that Harbour Hall follows and that was never read."""
    return Source(listener, make_team(make_user("ana@example.org"), slug="harbour-hall"))
