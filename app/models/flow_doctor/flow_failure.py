"""A flow failure: a request of an app that was refused, with the reason, for its developer."""

import json
from collections.abc import Collection

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, delete
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.flow_doctor.diagnosis import Fact

LIFETIME = 30 * 86_400  # seconds since it happened last


class FlowFailure(db.Model):
    """One failure, or the same one as often as it came in a row."""

    __tablename__ = "flow_failure"
    __table_args__ = (
        Index("ix_flow_failure_newest", "client_id", "last_at", "id"),
        Index("ix_flow_failure_same", "client_id", "likeness", "last_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    step: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40))
    facts_json: Mapped[str] = mapped_column(Text, default="{}")
    # Whether the app proved that it asked; else anybody who knows its client id may have.
    proven: Mapped[bool]
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[int]
    last_at: Mapped[int] = mapped_column(index=True)
    request_id: Mapped[str] = mapped_column(String(64), index=True)  # of the last one
    likeness: Mapped[str] = mapped_column(String(64))  # equal for what is the same failure

    @property
    def facts(self) -> dict[str, Fact]:
        """What belongs to the reason (diagnosis.Reason names it)."""
        return dict(json.loads(self.facts_json))

    @classmethod
    def forget(cls, client_keys: Collection[int]) -> None:
        """Remove all failures of the clients with these row numbers."""
        db.session.execute(delete(cls).where(cls.client_id.in_(client_keys)))
