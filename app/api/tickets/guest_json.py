"""A guest as a team's apps see one."""

from typing import Any

from app.models.tickets import event_dates
from app.models.tickets.ticket import Ticket
from app.models.values import timestamps


def represent(ticket: Ticket) -> dict[str, Any]:
    """The guest, without the code. A date that apps do not see looks like one that is gone."""
    date = event_dates.find(ticket.event, ticket.recurrence_id)
    used_at = ticket.used_at
    return {
        "id": ticket.public_id,
        "status": ticket.status,
        "name": ticket.name,
        "email": ticket.email,
        "recurrence_id": (date.recurrence_id or None) if date is not None else None,
        "starts_at": timestamps.rfc3339(date.starts_at) if date is not None else None,
        "issued_at": timestamps.rfc3339(ticket.created_at),
        "checked_in_at": None if used_at is None else timestamps.rfc3339(used_at),
    }
