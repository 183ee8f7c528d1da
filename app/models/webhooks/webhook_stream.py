"""What a webhook is told next of the streams: read from its place, as the rows are now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from app.config import settings
from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_audience import SHARED
from app.models.teams.team import Team
from app.models.tickets.ticket import Status, Ticket
from app.models.values import clock
from app.models.values.scopes import Permission
from app.models.webhooks import webhook_cursor
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_cursor import HOLD, Stream, WebhookCursor
from app.models.webhooks.webhook_delivery import WebhookDelivery
from app.models.webhooks.webhook_reader import Reader

UPSERTED, REMOVED = "event.upserted", "event.removed"
OF_STATUS = {
    Status.VALID: "ticket.booked",
    Status.CANCELLED: "ticket.cancelled",
    Status.USED: "ticket.checked_in",
}
PERMISSIONS = {
    Stream.EVENTS: Permission.READ_EVENTS,
    Stream.TICKETS: Permission.READ_GUESTS,
}
LOOKS = 100  # streams looked at in one transaction


def make_next(hook: Webhook) -> WebhookDelivery | None:
    """The next message of the streams, added and not sent; None when all has been told."""
    reader = Reader(hook.client_id, hook.grant_id)
    for place, team in db.session.execute(_behind(hook)).all():
        stream = Stream(place.stream)
        grant_id = reader.find_grant(team.id, PERMISSIONS[stream])
        if grant_id is None:
            until = clock.now() + HOLD
            webhook_cursor.hold(hook.id, team.id, stream, until=until)
            continue
        end = team.change_seq if stream == Stream.EVENTS else team.booking_seq
        read = _read_event if stream == Stream.EVENTS else _read_ticket
        change = read(hook.type_names, team, place.seq, end)
        if change is not None:
            kind, subject_id, data = change
            return WebhookDelivery.of_stream(
                hook.id,
                kind,
                {"team": team.slug, **data, "grant_id": grant_id},
                team_id=team.id,
                stream=stream,
                seq=data["seq"],
                after_seq=place.seq,
                subject_id=subject_id,
            )
        now = clock.now()
        webhook_cursor.move_on(hook.id, team.id, stream, before=place.seq, to=end, at=now)
    return None


def is_current(delivery: WebhookDelivery) -> bool:
    """Whether what the message is about has not changed since it was made."""
    noun = Event if delivery.stream == Stream.EVENTS else Ticket
    seq = db.session.scalar(select(noun.change_seq).where(noun.id == delivery.subject_id))
    return seq == delivery.seq


def may_tell(hook: Webhook, delivery: WebhookDelivery, stream: str) -> bool:
    """Whether the app may still read what the message of a stream is about."""
    reader, permission = Reader(hook.client_id, hook.grant_id), PERMISSIONS[Stream(stream)]
    return reader.find_grant(delivery.team_id or 0, permission) is not None


def _behind(hook: Webhook) -> Any:
    """Its places that are not at the ends of their streams; the one that moved longest ago first.

    The ends are read first: what changes meanwhile comes after them.
    """
    has_news = or_(
        and_(WebhookCursor.stream == Stream.EVENTS, Team.change_seq > WebhookCursor.seq),
        and_(WebhookCursor.stream == Stream.TICKETS, Team.booking_seq > WebhookCursor.seq),
    )
    places = (
        select(WebhookCursor, Team)
        .join(Team, Team.id == WebhookCursor.team_id)
        .where(
            WebhookCursor.webhook_id == hook.id,
            WebhookCursor.held_until <= clock.now(),
            has_news,
        )
    )
    order = (WebhookCursor.moved_at, WebhookCursor.team_id, WebhookCursor.stream)
    return places.order_by(*order).limit(LOOKS).execution_options(populate_existing=True)


def _read_event(
    types: Sequence[str], team: Team, after: int, end: int
) -> tuple[str, int, dict[str, Any]] | None:
    is_shared, chosen = SHARED.among(Event), {UPSERTED, REMOVED} & set(types)
    columns = (Event.id, Event.public_id, Event.slug, Event.change_seq, is_shared)
    changed = select(*columns).where(
        Event.team_id == team.id,
        Event.was_shared,
        Event.change_seq > after,
        Event.change_seq <= end,
    )
    if chosen != {UPSERTED, REMOVED}:
        changed = changed.where(is_shared if UPSERTED in chosen else ~is_shared)
    row = db.session.execute(changed.order_by(Event.change_seq).limit(1)).first()
    if row is None:
        return None
    event_id, public_id, slug, seq, is_present = row
    data = {"id": public_id, "number": event_id, "slug": slug, "seq": seq}
    data["url"] = f"{_api(team)}/events/{slug}"
    return UPSERTED if is_present else REMOVED, event_id, data


def _read_ticket(
    types: Sequence[str], team: Team, after: int, end: int
) -> tuple[str, int, dict[str, Any]] | None:
    statuses = [status.value for status, kind in OF_STATUS.items() if kind in types]
    changed = (
        select(Ticket.id, Ticket.public_id, Ticket.status, Ticket.change_seq, Event.slug)
        .join(Event, Event.id == Ticket.event_id)
        .where(
            Ticket.team_id == team.id,
            Ticket.change_seq > after,
            Ticket.change_seq <= end,
            Ticket.status.in_(statuses),
            SHARED.among(Event),
        )
    )
    row = db.session.execute(changed.order_by(Ticket.change_seq).limit(1)).first()
    if row is None:
        return None
    ticket_id, public_id, status, seq, slug = row
    data = {"id": public_id, "slug": slug, "seq": seq, "url": f"{_api(team)}/events/{slug}/guests"}
    return OF_STATUS[Status(status)], ticket_id, data


def _api(team: Team) -> str:
    return f"{settings().public_url}/api/v1/organizer/{team.slug}"
