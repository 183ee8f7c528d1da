"""The audit trail: who did what to what, when, from where. Lines are added, never changed."""

import json
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.batches import batches
from app.extensions import db
from app.models.accounts.user import User
from app.models.values import clock

if TYPE_CHECKING:
    from app.models.clients.client import Client
    from app.models.grants.grant import Grant
    from app.models.teams.team import Team


@dataclass(frozen=True)
class Origin:
    """Where an act comes from; doors set it at the start of a request."""

    address: str = ""
    agent: str = ""
    request_id: str = ""


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039  (frozen)


_ITSELF = text("grant_id IS NULL")


def _in_time(column: str) -> Index:
    return Index(f"ix_audit_event_{column}", column, "at", "id")


class AuditEvent(db.Model):
    """One line. ``detail`` holds plain facts and never a credential."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_at", "at", "id"),
        *(_in_time(column) for column in ("actor_id", "client_id", "team_id", "subject_id")),
        _in_time("grant_id"),
        _in_time("action"),
        Index(
            "ix_audit_event_client_itself",
            "client_id",
            "at",
            "id",
            sqlite_where=_ITSELF,
            postgresql_where=_ITSELF,
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[int] = mapped_column(default=lambda: clock.now())
    action: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    # The person whom it is about, where that is another than the actor.
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant.id"))
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    request_id: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[str] = mapped_column(Text, default="{}")

    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])
    subject: Mapped[User | None] = relationship(foreign_keys=[subject_id])
    client: Mapped["Client | None"] = relationship()
    team: Mapped["Team | None"] = relationship()

    @classmethod
    def record(
        cls,
        action: str,
        *,
        actor: User | None = None,
        client: "Client | None" = None,
        team: "Team | None" = None,
        grant: "Grant | None" = None,
        subject: User | None = None,
        **detail: str | int | None,
    ) -> "AuditEvent":
        """Add a line to the present transaction: it is kept if, and only if, the act is."""
        db.session.flush()  # gives new rows the numbers that the line points at
        source = origin.get()
        line = cls(
            action=action,
            actor_id=actor.id if actor else None,
            client_id=client.id if client else grant.client_id if grant else None,
            team_id=team.id if team else None,
            grant_id=grant.id if grant else None,
            subject_id=subject.id if subject else None,
            address=source.address[:64],
            agent=source.agent[:200],
            request_id=source.request_id[:64],
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )
        db.session.add(line)
        return line

    @classmethod
    def record_each(
        cls, action: str, grant_ids: Sequence[int], *, actor: User, client: "Client"
    ) -> None:
        """Add the same line about each of these grants of ``client``, some hundred at a time."""
        source = origin.get()
        line = {
            "at": clock.now(),
            "action": action,
            "actor_id": actor.id,
            "client_id": client.id,
            "address": source.address[:64],
            "agent": source.agent[:200],
            "request_id": source.request_id[:64],
        }
        for some in batches(grant_ids):
            db.session.execute(insert(cls), [{**line, "grant_id": number} for number in some])

    @classmethod
    def list_of_grant(cls, grant: "Grant") -> list["AuditEvent"]:
        """What happened to ``grant``, newest first."""
        lines = select(cls).where(cls.grant_id == grant.id).order_by(cls.at.desc(), cls.id.desc())
        return list(db.session.scalars(lines.limit(50)))

    @classmethod
    def list_of_client(cls, client: "Client") -> list["AuditEvent"]:
        """What was done to ``client`` itself, newest first; what happened under grants is not."""
        lines = select(cls).where(cls.client_id == client.id, cls.grant_id.is_(None))
        return list(db.session.scalars(lines.order_by(cls.at.desc(), cls.id.desc()).limit(50)))


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove a line of the audit trail."""


@event.listens_for(AuditEvent, "before_update")
@event.listens_for(AuditEvent, "before_delete")
def _refuse(*_args: object) -> None:
    raise AppendOnlyError
