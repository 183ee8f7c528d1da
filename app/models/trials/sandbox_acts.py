"""What a developer has happen in the sandbox, to see it arrive: in feeds, the stream, webhooks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from app.database.batches import batches
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from app.models.trials import sample_events, sandbox
from app.models.values import clock

MANY = 1_000  # events that are added at once
MOST = 5_000  # events of a sandbox, beyond which no more are added
DAY = timedelta(days=1)


class Act(StrEnum):
    """One change. They follow each other in this order."""

    MOVE = "move"
    CANCEL = "cancel"
    ADD_SERIES = "add_series"
    DELETE = "delete"


@dataclass(frozen=True)
class Done:
    """What was done, and to which event."""

    act: Act
    title: str


def change(team: Team, act: Act | None, *, by: User) -> Done:
    """Do ``act``, or without one the next in turn; on an empty sandbox a series is added."""
    team.lock()
    db.session.refresh(team, ["change_seq"])
    chosen = act or _next_act(team)
    event = _find(team, chosen)
    if event is None:
        chosen = Act.ADD_SERIES
    title = _ACTS[chosen](team, event, by)
    return Done(chosen, title)


def reset(team: Team, *, by: User) -> None:
    """Delete every event, as apps see it, and add the sample events again."""
    team.lock()
    alive = select(Event.id).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    for ids in batches(db.session.scalars(alive.order_by(Event.id)).all()):
        Event.delete_all(team, ids, by=by)
    sandbox.fill(team, by=by)
    audit_trail.record("sandbox.reset", actor=by, team=team)


def fill(team: Team, *, by: User) -> int:
    """Add MANY events, unless there are MOST; how many were added."""
    team.lock()
    if count(team) + MANY > MOST:
        return 0
    details = sample_events.list_many(team.timezone, MANY)
    sandbox.add(team, details, by=by)
    audit_trail.record("sandbox.filled", actor=by, team=team, events=MANY)
    return MANY


def count(team: Team) -> int:
    """How many events it has."""
    alive = select(func.count()).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    return db.session.scalar(alive) or 0


def list_latest(team: Team, limit: int) -> list[Event]:
    """The events that changed last, deleted ones too, newest change first."""
    latest = select(Event).where(Event.team_id == team.id).order_by(Event.change_seq.desc())
    return list(db.session.scalars(latest.limit(limit)))


def _next_act(team: Team) -> Act:
    """The acts take turns by the number of changes."""
    return list(Act)[team.change_seq % len(Act)]


def _find(team: Team, act: Act) -> Event | None:
    """The single event to change: of those that are ahead, the one that changed longest ago."""
    events = select(Event).where(
        Event.team_id == team.id,
        Event.deleted_at.is_(None),
        Event.status == "scheduled",
        Event.recurrence_json.is_(None),
        Event.starts_at > clock.now(),
    )
    if act is Act.ADD_SERIES:
        return None
    return db.session.scalar(events.order_by(Event.change_seq).limit(1))


def _move(_team: Team, event: Event | None, by: User) -> str:
    assert event is not None
    details = event.details
    moved = details.move(
        details.start + DAY, details.end + DAY, timezone=details.timezone, all_day=details.all_day
    )
    event.change(moved.checked(strict=False), by=by)
    return event.title


def _cancel(_team: Team, event: Event | None, by: User) -> str:
    assert event is not None
    event.cancel(by=by)
    return event.title


def _delete(_team: Team, event: Event | None, by: User) -> str:
    assert event is not None
    event.delete(by=by)
    return event.title


def _add_series(team: Team, _event: Event | None, by: User) -> str:
    start = datetime.combine(sample_events.today(team.timezone) + 7 * DAY, datetime.min.time())
    start += timedelta(hours=17)
    details = EventDetails(
        f"Course {team.change_seq}",
        start,
        start + timedelta(hours=2),
        team.timezone,
        visibility="unlisted",
        recurrence=Recurrence(rrule="FREQ=WEEKLY;COUNT=6"),
    )
    return Event.create(team, details.checked(strict=False), by=by).title


_ACTS: dict[Act, Callable[[Team, Event | None, User], str]] = {
    Act.MOVE: _move,
    Act.CANCEL: _cancel,
    Act.ADD_SERIES: _add_series,
    Act.DELETE: _delete,
}
