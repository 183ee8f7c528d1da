"""Logout notices: which client is still to be told that which session ended.

They are made from the sessions' rows, whatever ended a session, and worked off after the commit;
a process that is killed in between leaves both to the next one.
"""

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    and_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials.token_family import TokenFamily
from app.models.credentials.user_authentication import UserAuthentication
from app.models.grants.grant import Grant
from app.models.values import clock, columns

AT_ONCE = 100  # sessions of which notices are made in one transaction
LEASE = 60  # seconds in which one process tells one client
RETRIES = (10, 60, 600)  # seconds after each failure; after the last one it is given up
KEPT = 7 * 86_400  # seconds


class LogoutNotice(db.Model):
    """One client is told about one session; ``due_at`` is None once that is over."""

    __tablename__ = "logout_notice"
    __table_args__ = (
        UniqueConstraint("session", "client_id"),
        columns.partial_index("ix_logout_notice_due", "due_at", where="due_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("lgt_")
    session: Mapped[str] = mapped_column(String(24))  # the public id: sid in ID tokens
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[int | None] = mapped_column(default=lambda: clock.now())
    delivered_at: Mapped[int | None]

    client: Mapped[Client] = relationship()
    user: Mapped[User] = relationship()

    @classmethod
    def make_due(cls) -> int:
        """Make the notices of sessions that have ended; how many sessions. The caller commits.

        Each session is taken by one caller, however many try at once.
        """
        sessions = [
            session
            for untold in (_untold(), _untold_of_disabled())
            for session in db.session.scalars(untold.limit(AT_ONCE))
        ]
        for session in sessions:
            if _take(session):
                for client in db.session.scalars(_clients_of(session)):
                    cls._make(session, client)
        return len(sessions)

    @classmethod
    def claim_first(cls) -> "LogoutNotice | None":
        """Take the first notice that is due for LEASE seconds; None when there is none.

        The caller commits before it sends anything.
        """
        due = select(cls).where(clock.lease_is_over(cls.due_at, max(LEASE, *RETRIES)))
        due = due.order_by(cls.due_at, cls.id)
        for notice in db.session.scalars(due.limit(5)):
            taken = update(cls).where(cls.id == notice.id, cls.due_at == notice.due_at)
            values = {"due_at": clock.now() + LEASE, "attempts": cls.attempts + 1}
            if rows_changed(taken.values(values)):
                db.session.refresh(notice)
                return notice
        return None

    def record_delivery(self) -> None:
        """Record that the client took it."""
        self.due_at, self.delivered_at = None, clock.now()
        audit_trail.record("logout.delivered", client=self.client, subject=self.user)

    def record_failure(self, why: str, *, is_final: bool = False) -> None:
        """Record that the client did not take it; it is tried again unless it ``is_final``."""
        if not is_final and self.attempts <= len(RETRIES):
            self.due_at = clock.now() + RETRIES[self.attempts - 1]
            return
        self.due_at = None
        facts: dict[str, str | int | None] = {"why": why, "attempts": self.attempts}
        audit_trail.record("logout.not_delivered", facts, client=self.client, subject=self.user)

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """Whether it is of no use any more, as a condition of SQL."""
        return and_(cls.due_at.is_(None), cls.created_at <= clock.now() - KEPT)

    @classmethod
    def _make(cls, session: BrowserSession, client: Client) -> None:
        same = (cls.session == session.public_id, cls.client_id == client.id)
        notice = db.session.scalar(select(cls).where(*same))
        if notice is None:
            db.session.add(cls(session=session.public_id, client=client, user_id=session.user_id))
        else:  # told before, when the user was disabled, and signed in again since
            notice.due_at, notice.attempts = clock.now(), 0


def _untold() -> Select[BrowserSession]:
    """Sessions that have ended and that no notices were made for."""
    return select(BrowserSession).where(
        BrowserSession.ended_at.is_not(None), BrowserSession.clients_told_at.is_(None)
    )


def _untold_of_disabled() -> Select[BrowserSession]:
    """Sessions that cannot be used because their user is disabled; likewise."""
    return (
        select(BrowserSession)
        .join(User, User.id == BrowserSession.user_id)
        .where(
            User.disabled_at.is_not(None),
            User.deleted_at.is_(None),  # the sessions of a deleted account have ended
            BrowserSession.clients_told_at.is_(None),
        )
    )


def _take(session: BrowserSession) -> bool:
    taken = update(BrowserSession).where(
        BrowserSession.id == session.id, BrowserSession.clients_told_at.is_(None)
    )
    return rows_changed(taken.values(clients_told_at=clock.now())) == 1


def _clients_of(session: BrowserSession) -> Select[Client]:
    """The clients that got an ID token of the session and want to know when it ends."""
    signed_in = (
        select(Grant.client_id)
        .join(TokenFamily, TokenFamily.grant_id == Grant.id)
        .join(UserAuthentication, UserAuthentication.id == TokenFamily.authentication_id)
        .where(UserAuthentication.session == session.public_id)
    )
    return select(Client).where(
        Client.id.in_(signed_in), Client.backchannel_logout_uri.is_not(None)
    )
