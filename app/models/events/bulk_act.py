"""Acts on several events of a team at once."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from sqlalchemy import select

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.values import clock
from app.models.values.errors import ValidationError

MAX_EVENTS = 200  # in one act


def find_chosen(team: Team, slugs: Sequence[str]) -> Sequence[Event]:
    """The team's events of these slugs, of which it looks at no more than one act takes."""
    some = list(dict.fromkeys(slugs))[:MAX_EVENTS]
    events = select(Event).where(
        Event.team_id == team.id, Event.slug.in_(some), Event.deleted_at.is_(None)
    )
    return db.session.scalars(events.order_by(Event.id)).all()


class BulkAct(StrEnum):
    """What is done with each of the events."""

    PUBLISH = "publish"
    HIDE = "hide"
    CANCEL = "cancel"
    DELETE = "delete"

    def apply(self, team: Team, slugs: Sequence[str], *, by: User) -> int:
        """Do it with the team's events of these slugs; how many changed. Commit after it.

        Raises ValidationError for none, or for too many.
        """
        if not 1 <= len(set(slugs)) <= MAX_EVENTS:
            message = _("Choose from 1 to %(n)d events.", n=MAX_EVENTS)
            raise ValidationError("events", message)
        team.lock()
        changed = [event for event in find_chosen(team, slugs) if self._change(event)]
        Event.write_all(team, changed, by=by)
        if changed:
            facts = {"act": self.value, "events": len(changed)}
            audit_trail.record("event.several_changed", facts, actor=by, team=team)
        return len(changed)

    def _change(self, event: Event) -> bool:
        """Change the event; False when it is that way already."""
        details = event.details
        match self:
            case BulkAct.PUBLISH:
                status = "scheduled" if details.status == "draft" else details.status
                return event.take(replace(details, status=status, visibility="public"))
            case BulkAct.HIDE:
                return event.take(replace(details, visibility="private"))
            case BulkAct.CANCEL:
                return event.is_announced and event.take(replace(details, status="cancelled"))
        event.deleted_at = clock.now()
        return True
