"""The demo teams' events: a weekly show around today, and special events between them."""

import html
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from types import ModuleType

from sqlalchemy import select

from app.demo.show import Kind, Place, Show
from app.demo.specials import Plan, clocks_change, plan_specials
from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team
from app.models.values import clock, wall_time

WEEKS_BACK = 20
# The weekdays a kind plays on, Monday 0; others play from Thursday to Saturday.
WEEKDAYS = {"family": (6,), "workshop": (5,), "talk": (1, 2), "record": (2, 3), "radio": (1, 3)}
UNLUCKY = {6: "cancelled", 17: "cancelled", 25: "cancelled", 23: "postponed", 38: "postponed"}


def add_events(team: Team, programme: ModuleType) -> int:
    """Add the events of the programme that are missing, and return how many these were.

    An event is recognised by its UID, deleted or not, so that users' changes are kept.
    """
    existing = set(db.session.scalars(select(Event.uid).where(Event.team_id == team.id)))
    today = wall_time.from_epoch(clock.now(), team.timezone).date()
    added = 0
    for name, fields in plan(team, programme, today):
        uid = f"{name}@{team.slug}.demo"
        if uid not in existing:
            details = EventDetails(**{"timezone": team.timezone, **fields})
            Event.create(team, details.checked(strict=False), uid=uid)
            added += 1
    return added


def plan(team: Team, programme: ModuleType, today: date) -> Iterator[Plan]:
    """Yield every event's permanent name and fields; the same for the same day."""
    venue = as_fields(programme.PLACE)
    chance = Random(team.slug)
    for number, show in enumerate(programme.SHOWS):
        kind = programme.KINDS[show.kind]
        start = pick_start(show, kind, today + timedelta(weeks=number - WEEKS_BACK), chance)
        status = UNLUCKY.get(number, "scheduled")
        yield f"show-{number}", {**venue, **describe(show, kind, start), "status": status}
    for name, fields in plan_specials(programme.PLACE, today):
        yield name, {**venue, **introduce(*programme.SPECIALS[name.partition("-")[0]]), **fields}


def pick_start(show: Show, kind: Kind, week: date, chance: Random) -> datetime:
    """Return when in ``week`` the show begins."""
    weekday = chance.choice(WEEKDAYS.get(show.kind, (3, 4, 5)))
    day = week - timedelta(days=week.weekday()) + timedelta(days=weekday)
    if clocks_change(day + timedelta(days=1)):
        day -= timedelta(days=1)  # a special event takes place in that night
    return datetime.combine(day, time.fromisoformat(kind.begins))


def describe(show: Show, kind: Kind, start: datetime) -> dict[str, object]:
    """Return the fields of one show."""
    return {
        **introduce(show.title, show.summary, kind.practical),
        "start": start,
        "end": start + timedelta(minutes=kind.minutes),
        "tags": kind.tags,
    }


def introduce(title: str, summary: str, *more: str) -> dict[str, object]:
    """Return the title and descriptions."""
    text = "".join(f"<p>{html.escape(part)}</p>" for part in (summary, *more))
    return {"title": title, "summary": summary, "description_html": text}


def as_fields(place: Place) -> dict[str, object]:
    """Return the fields of the venue."""
    return {
        "venue_name": place.name,
        "venue_address": place.address,
        "venue_city": place.city,
        "venue_country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
