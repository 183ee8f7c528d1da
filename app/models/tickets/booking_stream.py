"""The stream of changes of a team's bookings, by the rules of that of its events.

Every change gives its ticket the team's next number under the lock of the team's row, and so does
every change of its event. A ticket is in the stream once, at the number of its last change; tickets
for events that no app ever saw are not in it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_audience import SHARED
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket


@dataclass(frozen=True)
class Reach:
    """The numbers of the stream: that of its last change, and up to which tombstones are gone."""

    last: int
    forgotten: int


def reach(team_id: int) -> Reach:
    """How far the stream of this team reaches now."""
    row = select(Team.booking_seq, Team.forgotten_booking_seq).where(Team.id == team_id)
    last, forgotten = db.session.execute(row).one()
    return Reach(last, forgotten)


def read(
    team_id: int, *, after: int, until: int, limit: int, shared_only: bool = False
) -> list[Ticket]:
    """The first ``limit`` tickets that changed after one number and up to another, in this order.

    ``shared_only`` leaves out those whose events apps no longer see.
    """
    changed = (
        select(Ticket)
        .join(Ticket.event)
        .where(
            Ticket.team_id == team_id,
            Event.was_shared,
            Ticket.change_seq > after,
            Ticket.change_seq <= until,
        )
    )
    if shared_only:
        changed = changed.where(SHARED.among(Event))
    loaded: Any = (contains_eager(Ticket.event), joinedload(Ticket.holder))
    ordered = changed.options(*loaded).order_by(Ticket.change_seq).limit(limit)
    return list(db.session.scalars(ordered))
