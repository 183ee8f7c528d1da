"""What happened last in a sandbox, as its page shows it."""

from typing import Any

from flask_babel import gettext as _

from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.trials import sandbox_acts

SHOWN = 12  # changes


def watch(team: Team, _user: User) -> dict[str, Any]:
    """The last changes of the stream, newest first."""
    return {
        "seq": team.change_seq,
        "changes": [_change(event) for event in sandbox_acts.list_latest(team, SHOWN)],
    }


def _change(event: Event) -> dict[str, Any]:
    return {
        "seq": event.change_seq,
        "title": event.title,
        "slug": event.slug if event.deleted_at is None else None,
        "what": _what(event),
        "kind": "event.removed" if event.deleted_at is not None else "event.upserted",
        "at": event.updated_at,
    }


def _what(event: Event) -> str:
    if event.deleted_at is not None:
        return str(_("deleted"))
    if event.status == "cancelled":
        return str(_("cancelled"))
    return str(_("added") if event.sequence == 0 else _("changed"))
