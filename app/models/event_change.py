"""The log of what happened to a team's events: what synchronisation reads."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models import clock


class EventChange(db.Model):
    """One change. ``seq`` grows in the order of commits, without gaps that fill up later."""

    __tablename__ = "event_change"

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    op: Mapped[str] = mapped_column(String(6))  # "upsert" or "remove"
    reason: Mapped[str | None] = mapped_column(String(10))  # of a removal
    at: Mapped[int] = mapped_column(default=lambda: clock.now())

    @classmethod
    def of(cls, event: "Event") -> "EventChange":  # noqa: F821
        """The log's line for what ``event`` has just become."""
        reason = _removal_reason(event)
        return cls(
            team_id=event.team_id,
            seq=event.change_seq,
            event_id=event.id,
            op="remove" if reason else "upsert",
            reason=reason,
        )


def _removal_reason(event: "Event") -> str | None:  # noqa: F821
    if event.deleted_at is not None:
        return "deleted"
    if event.status == "draft":
        return "draft"
    return "unshared" if event.visibility == "private" else None
