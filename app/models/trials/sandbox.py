"""Sandboxes: a developer's own team for trying apps, made when it is first needed.

Only the developer's own apps can be connected to it, and its events are listed nowhere.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values import clock, wall_time

# Title, days from today, hour of the start, hours it lasts, and further details.
EVENTS = (
    ("Open rehearsal", 3, 19, 2, {"venue_name": "Studio 2", "tags": ("music",)}),
    ("Poster workshop", 9, 14, 3, {"venue_name": "Print room", "summary": "Bring an old shirt."}),
    ("Film night: shorts", 16, 20, 3, {"venue_name": "Main stage", "tags": ("film",)}),
    ("Quiz with the house band", 23, 20, 3, {"venue_name": "Bar", "status": "postponed"}),
    ("Online talk: lights on a budget", 30, 18, 1, {"online_url": "https://example.org/talk"}),
)


def find(user: User) -> Team | None:
    """Return the sandbox of ``user``, or None."""
    return db.session.scalar(
        select(Team).where(Team.sandbox_of_id == user.id, Team.deleted_at.is_(None))
    )


def open_for(user: User) -> Team:
    """Return the sandbox of ``user``, which is made with its events when there is none."""
    return find(user) or _make(user)


def _make(user: User) -> Team:
    for deleted in db.session.scalars(select(Team).where(Team.sandbox_of_id == user.id)):
        deleted.sandbox_of_id = None
    try:
        with db.session.begin_nested():
            team = Team.create(name=_("My sandbox"), timezone=user.timezone or "UTC")
            team.sandbox_of_id = user.id
            db.session.add(Membership(team=team, user=user, role=Role.OWNER))
            db.session.flush()
    except IntegrityError:  # a double click: the other request made it
        return db.session.scalars(select(Team).where(Team.sandbox_of_id == user.id)).one()
    today = wall_time.from_epoch(clock.now(), team.timezone).date()
    all_details = [_details(team, today, *event) for event in EVENTS]
    slugs = Event.free_slugs(team, all_details)
    pairs = zip(all_details, slugs, strict=True)
    events = [Event.new(team, details, slug=slug) for details, slug in pairs]
    Event.write_all(team, events, by=user)
    return team


def _details(
    team: Team, today: date, title: str, days: int, hour: int, hours: int, more: dict[str, Any]
) -> EventDetails:
    start = datetime.combine(today + timedelta(days=days), time(hour))
    end = start + timedelta(hours=hours)
    details = EventDetails(title, start, end, team.timezone, visibility="unlisted", **more)
    return details.checked(strict=False)
