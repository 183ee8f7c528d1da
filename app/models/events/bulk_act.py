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
from app.models.events.stored_event import StoredEvent
from app.models.events.writing.event_batch import EventBatch
from app.models.teams.team import Team
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
        batch = EventBatch(team.id, by=by)
        for event in find_chosen(team, slugs):
            self._change(batch, event.stored)
        batch.write()
        if changed := len(batch.writes):
            facts = {"act": self.value, "events": changed}
            audit_trail.record("event.several_changed", facts, actor=by, team=team)
        return changed

    def _change(self, batch: EventBatch, event: StoredEvent) -> None:
        """Change the event, unless it is that way already."""
        details = event.details
        match self:
            case BulkAct.PUBLISH:
                status = "scheduled" if details.status == "draft" else details.status
                batch.change(event, replace(details, status=status, visibility="public"))
            case BulkAct.HIDE:
                batch.change(event, replace(details, visibility="private"))
            case BulkAct.CANCEL:
                if details.status != "draft":
                    batch.change(event, replace(details, status="cancelled"))
            case BulkAct.DELETE:
                batch.delete(event)
