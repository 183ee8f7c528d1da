"""The demo teams' events: a show a week around today, and the special ones between them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from app.demo.pictures import ALT, keep_pictures
from app.demo.programme import Fields, Programme
from app.demo.specials import clocks_change, plan_specials
from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team
from app.models.values import clock, wall_time

WEEKS_BACK = 20
# The weekdays of a kind, Monday is 0; other kinds play from Thursday to Saturday.
WEEKDAYS = {"family": (6,), "workshop": (5,), "talk": (1, 2), "record": (2, 3), "radio": (1, 3)}
UNLUCKY = {6: "cancelled", 17: "cancelled", 25: "cancelled", 23: "postponed", 38: "postponed"}


def add_events(team: Team) -> None:
    """Add the events of the team's programme that it never had, told by their UIDs."""
    uids = set(db.session.scalars(select(Event.uid).where(Event.team_id == team.id)))
    today = wall_time.from_epoch(clock.now(), team.timezone).date()
    programme = Programme.read(team.slug)
    images = {} if uids else keep_pictures(team, programme.kinds)
    for name, fields in plan(team.slug, today, images):
        uid = f"{name}@{team.slug}.demo"
        if uid not in uids:
            details = EventDetails(**{"timezone": team.timezone, **fields})
            Event.create(team, details.checked(strict=False), uid=uid)


def plan(slug: str, today: date, images: Mapping[str, str]) -> Iterator[tuple[str, Fields]]:
    """Name and fields of every event; the same for the same day. ``images`` are by kind of show."""
    programme, random = Programme.read(slug), Random(slug)
    for number, (_title, kind, _summary) in enumerate(programme.shows):
        day = pick_day(kind, today + timedelta(weeks=number - WEEKS_BACK), random)
        start = datetime.combine(day, time.fromisoformat(programme.kinds[kind]["begins"]))
        status = UNLUCKY.get(number, "scheduled")
        yield (
            f"show-{number}",
            {**programme.show(number, start), "status": status, **_picture(images.get(kind))},
        )
    for name, fields in plan_specials(programme.place["venue_city"], today).items():
        yield name, {**programme.special(name.partition("-")[0]), **fields}


def _picture(image_url: str | None) -> Fields:
    return {"image_url": image_url, "picture_alt": ALT} if image_url else {}


def pick_day(kind: str, day: date, random: Random) -> date:
    """A day of the week of ``day`` on which this kind plays."""
    weekday = random.choice(WEEKDAYS.get(kind, (3, 4, 5)))
    day += timedelta(days=weekday - day.weekday())
    # The night of the clock change belongs to a special event.
    return day - timedelta(days=1) if clocks_change(day + timedelta(days=1)) else day
