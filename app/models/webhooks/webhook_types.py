"""The types of messages that webhooks can be told."""

from collections.abc import Iterable

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

EVENTS = ("event.upserted", "event.removed")
TICKETS = ("ticket.booked", "ticket.cancelled", "ticket.checked_in")
GRANTS = ("grant.created", "grant.changed", "grant.ended")
APPS = ("app.suspended", "app.restored")
PING = "ping"  # every webhook gets it
TYPES = (*EVENTS, *TICKETS, *GRANTS, *APPS, PING)


def check(names: Iterable[str]) -> tuple[str, ...]:
    """These types, each once and in the usual order.

    Raises ValidationError("types", …) when there are none, or one does not exist.
    """
    chosen = set(names)
    if unknown := sorted(chosen - set(TYPES)):
        message = _("There is no type “%(name)s”.", name=unknown[0][:40])
        raise ValidationError("types", message)
    if not chosen:
        raise ValidationError("types", _("Choose at least one type."))
    return tuple(name for name in TYPES if name in chosen)
