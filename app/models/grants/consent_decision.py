"""Decisions on consent pages: each page that was shown can be answered once."""

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.values import clock, secret


class ConsentDecision(db.Model):
    """The answer to one consent page, identified by the page's random number."""

    __tablename__ = "consent_decision"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    approved: Mapped[bool]
    decided_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)

    @classmethod
    def find(cls, page: str) -> "ConsentDecision | None":
        """The answer to ``page``; None while it is unanswered."""
        return db.session.get(cls, secret.digest(page))

    @classmethod
    def take(cls, page: str, user: User, client: Client, *, approved: bool) -> bool:
        """Record the answer to ``page``. True for exactly one caller, however many try."""
        if db.session.scalar(select(cls.digest).where(cls.digest == secret.digest(page))):
            return False
        try:
            with db.session.begin_nested():
                db.session.add(cls(digest=secret.digest(page), user_id=user.id, approved=approved))
        except IntegrityError:
            return False
        if not approved:
            audit_trail.record("consent.denied", actor=user, client=client)
        return True
