"""What other rooms do when events change, in the same transaction."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from app.models.events.event_details import EventDetails
from app.models.events.event_row import EventRow


class EventChange(NamedTuple):
    """An event that was written; ``before`` is what its content was, if it changed."""

    event_id: int
    before: EventDetails | None
    was_deleted: bool


class Observer(Protocol):
    """Follows the events of all teams; a room that depends on events registers one."""

    def changed(self, changes: Sequence[EventChange]) -> None:
        """Events of one team, none of them new, were written."""

    def split(self, event: EventRow, following: EventRow, *, unmoved: EventDetails) -> None:
        """The later dates of the series ``event`` are the event ``following`` now.

        ``unmoved`` are their details before they were changed.
        """

    def find_booked(self, ids: Collection[int]) -> Collection[int]:
        """The ids of those events that people have places at, or wait for one."""


OBSERVERS: list[Observer] = []


def tell_changed(changes: Sequence[EventChange]) -> None:
    """Let every observer follow the changes."""
    for observer in OBSERVERS:
        observer.changed(changes)


def tell_split(event: EventRow, following: EventRow, *, unmoved: EventDetails) -> None:
    """Let every observer follow the split."""
    for observer in OBSERVERS:
        observer.split(event, following, unmoved=unmoved)


def find_booked(ids: Collection[int]) -> set[int]:
    """The ids of those events that people have places at, or wait for one."""
    return {number for observer in OBSERVERS for number in observer.find_booked(ids)}
