"""Tickets follow their events: to other times, to another event, and into the stream."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select, text, update

from app.database.batches import batches
from app.extensions import db
from app.models.events import event_observers
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.events.event_observers import EventChange
from app.models.events.event_row import EventRow
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.series_move import Move
from app.models.tickets import event_dates
from app.models.tickets.booking_terms import BookingTerms
from app.models.tickets.ticket import OPEN, News, Ticket
from app.models.values import clock

# Numbers those tickets of an event in their order that have no new number yet.
_NUMBER_AGAIN = text(
    """
UPDATE ticket SET change_seq = :next + numbered.place, updated_at = :now
  FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place
          FROM ticket WHERE event_id = :event_id AND change_seq < :first) AS numbered
 WHERE numbered.id = ticket.id
"""
)
_HELD = (
    select(Ticket.event_id).where(Ticket.event_id.in_(bindparam("ids", expanding=True))).distinct()
)
Values = dict[str, Any]


class TicketObserver:
    """Keeps tickets right when events change. The writer holds the lock of the team."""

    def changed(self, changes: Sequence[EventChange]) -> None:
        """Move tickets with their dates, note what their holders are to be told, number them."""
        held: set[int] = set()
        for ids in batches([change.event_id for change in changes]):
            held.update(db.session.connection().scalars(_HELD, {"ids": ids}))
        for change in changes:
            if change.event_id in held:
                _follow(db.session.get_one(Event, change.event_id), change)

    def split(self, event: EventRow, following: EventRow, *, unmoved: EventDetails) -> None:
        """Move the tickets of the later dates, and give the new event the same terms."""
        if not (isinstance(event, Event) and isinstance(following, Event)):
            return
        terms = BookingTerms.of(event)
        if terms in db.session:
            db.session.add(BookingTerms(event=following, **vars(terms.terms)))
        changes: dict[int, Values] = {}
        for former, tickets in _tickets_by_date(event).items():
            date = event_dates.find_in(unmoved, former)
            if date is not None:
                name = Move(unmoved.times, following.details.times).recurrence_id(former)
                moved = event_dates.find_held(following, name)
                news = _news(unmoved, date, following.details, moved)
                values = {"event_id": following.id, "recurrence_id": name, "news": news}
                changes |= _each(tickets, values)
        _write(event, changes)

    def find_booked(self, ids: Collection[int]) -> Collection[int]:
        """The ids of those events that people have places at, or wait for one."""
        open_tickets = select(Ticket.event_id).where(Ticket.event_id.in_(ids))
        held = open_tickets.where(Ticket.status.in_([status.value for status in OPEN]))
        return db.session.scalars(held.distinct()).all()


def _follow(event: Event, change: EventChange) -> None:
    changes: dict[int, Values] = {}
    for former, tickets in _tickets_by_date(event).items():
        is_removed = event.deleted_at is not None
        values = _news_of_removal(event, former) if is_removed else _changes(event, change, former)
        changes |= _each(tickets, values)
    _write(event, changes)


def _each(tickets: dict[int, str], values: Values) -> dict[int, Values]:
    """What changes of each ticket; only holders of open ones are told something."""
    quiet = {name: value for name, value in values.items() if name != "news"}
    changes = {number: values if tickets[number] in OPEN else quiet for number in tickets}
    return {number: change for number, change in changes.items() if change}


def _changes(event: Event, change: EventChange, former: str) -> Values:
    """What becomes of the tickets of one date."""
    before = change.before
    if before is None:
        return {}
    date = event_dates.find_in(before, former)
    name = _name_after(before, event.details, date) if date is not None else former
    moved = event_dates.find_held(event, name)
    values: Values = {"recurrence_id": name} if moved is not None and name != former else {}
    # A deleted event did not take place, whatever its details were.
    if _news(before, None if change.was_deleted else date, event.details, moved):
        values["news"] = News.EVENT
    return values


def _news_of_removal(event: Event, former: str) -> Values:
    date = event_dates.find_held(event, former)
    return {"news": News.EVENT} if _news(event.details, date, event.details, None) else {}


def _name_after(before: EventDetails, after: EventDetails, date: Occurrence) -> str:
    """The id of the date after the change."""
    if after.recurrence is None:
        is_kept = before.recurrence is None or date.start == after.start
        return "" if is_kept else date.recurrence_id
    if before.recurrence is None:
        series = after.series
        return series.name(after.start) if series else ""
    move = Move(before.times, after.times)
    return move.recurrence_id(date.recurrence_id) if move.changes_times else date.recurrence_id


def _news(
    before: EventDetails, date: Occurrence | None, after: EventDetails, moved: Occurrence | None
) -> News | None:
    """What holders are to be told; None when nothing matters to them, or it is over."""
    if all(each is None or event_dates.is_over(each) for each in (date, moved)):
        return None
    return None if _facts(before, date) == _facts(after, moved) else News.EVENT


def _facts(details: EventDetails, date: Occurrence | None) -> tuple[object, ...] | None:
    """When and where it takes place; None if it does not."""
    if date is None or details.status == "draft" or "cancelled" in (date.status, details.status):
        return None
    own = date.override
    venue = (own and own.venue_name) or details.venue_name
    address = (own and own.venue_address) or details.venue_address
    return date.starts_at, date.ends_at, venue, address, details.venue_city


def _tickets_by_date(event: Event) -> dict[str, dict[int, str]]:
    """The statuses of its tickets by their ids, by date; used ones take their places, too."""
    rows = select(Ticket.recurrence_id, Ticket.id, Ticket.status)
    statuses: dict[str, dict[int, str]] = defaultdict(dict)
    for recurrence_id, ticket_id, status in db.session.execute(
        rows.where(Ticket.event_id == event.id).order_by(Ticket.id)
    ):
        statuses[recurrence_id][ticket_id] = status
    return statuses


def _write(event: Event, changes: dict[int, Values]) -> None:
    """Change these tickets, give free places to those who wait, and number all tickets again.

    In one UPDATE of each row, as in ``Ticket.write_all``.
    """
    ids = set(db.session.scalars(select(Ticket.id).where(Ticket.event_id == event.id)))
    if not ids:
        return
    first, now = event.team.next_booking_seq(len(ids)), clock.now()
    rows = [
        {"id": ticket_id, "change_seq": seq, "updated_at": now, **values}
        for seq, (ticket_id, values) in enumerate(sorted(changes.items()), first)
    ]
    for some in batches(rows):
        # Rows of one statement must have the same columns.
        for columns in {tuple(row) for row in some}:
            alike = [row for row in some if tuple(row) == columns]
            db.session.execute(update(Ticket), alike)
    BookingTerms.of(event).promote()
    values = {"first": first, "next": first + len(rows), "now": now, "event_id": event.id}
    db.session.execute(_NUMBER_AGAIN, values)
    for row in db.session:
        if isinstance(row, Ticket) and row.id in ids:
            db.session.expire(row)


event_observers.OBSERVERS.append(TicketObserver())
