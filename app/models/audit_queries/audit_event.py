"""A line of the audit trail with the rows that it refers to."""

from sqlalchemy import event, select
from sqlalchemy.orm import Mapped, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team


class AuditEvent(db.Model):
    """A line of the audit trail; it cannot be changed or deleted."""

    __table__ = audit_trail.TABLE

    id: Mapped[int]
    at: Mapped[int]
    action: Mapped[str]
    actor_id: Mapped[int | None]
    client_id: Mapped[int | None]
    team_id: Mapped[int | None]
    subject_id: Mapped[int | None]
    grant_id: Mapped[int | None]
    address: Mapped[str]
    agent: Mapped[str]
    request_id: Mapped[str]
    detail: Mapped[str]

    actor: Mapped[User | None] = relationship(foreign_keys=[__table__.c.actor_id])
    subject: Mapped[User | None] = relationship(foreign_keys=[__table__.c.subject_id])
    client: Mapped[Client | None] = relationship()
    team: Mapped[Team | None] = relationship()

    @classmethod
    def list_of_grant(cls, grant: Grant) -> list["AuditEvent"]:
        """Return the latest lines about ``grant``, newest first, at most 50."""
        lines = select(cls).where(cls.grant_id == grant.id).order_by(cls.at.desc(), cls.id.desc())
        return list(db.session.scalars(lines.limit(50)))

    @classmethod
    def list_of_client(cls, client: Client) -> list["AuditEvent"]:
        """Return the latest lines about ``client`` but not its grants, newest first, at most 50."""
        lines = select(cls).where(cls.client_id == client.id, cls.grant_id.is_(None))
        return list(db.session.scalars(lines.order_by(cls.at.desc(), cls.id.desc()).limit(50)))


class AppendOnlyError(RuntimeError):
    """A line of the audit trail was about to be changed or deleted."""


@event.listens_for(AuditEvent, "before_update")
@event.listens_for(AuditEvent, "before_delete")
def _refuse(*_args: object) -> None:
    raise AppendOnlyError
