"""Until when a grant lasts, as its user chose, and the pause that stops it for a day."""

from enum import StrEnum

from sqlalchemy import ColumnElement, String, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.config import settings
from app.models.values import clock

DAY = 86_400  # seconds
PAUSE = DAY


class Term(StrEnum):
    """What users choose from; the values are those of the form."""

    UNTIL_REVOKED = "never"
    MONTH = "30d"
    YEAR = "1y"

    @property
    def seconds(self) -> int | None:
        """How long that is; None without an end."""
        return {Term.MONTH: 30 * DAY, Term.YEAR: 365 * DAY}.get(self)

    @property
    def lifetime(self) -> int | None:
        """Seconds that a grant lasts with it, which the operator may limit; None without an end."""
        limits = (self.seconds, settings().grant_lifetime or None)
        return min((limit for limit in limits if limit is not None), default=None)

    @classmethod
    def on_offer(cls) -> "list[Term]":
        """The terms that the operator's limit leaves."""
        longest = settings().grant_lifetime
        return [term for term in cls if not longest or (term.seconds or 0) < longest]


class GrantTerm:
    """The columns and rules of a grant that are about its time."""

    approved_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    term: Mapped[str] = mapped_column(String(5), default=Term.UNTIL_REVOKED)
    expires_at: Mapped[int | None]
    # Of the mail that announces the present ``expires_at``.
    expiry_announced_at: Mapped[int | None]
    paused_until: Mapped[int | None]

    def begin_term(self, term: Term | None = None) -> None:
        """Let it last from now, as chosen now or at the last approval."""
        self.term = Term(term or self.term or Term.UNTIL_REVOKED)
        self.approved_at = clock.now()
        lifetime = self.term.lifetime
        self.expires_at = None if lifetime is None else self.approved_at + lifetime
        self.expiry_announced_at = None

    @hybrid_property
    def is_paused(self) -> bool:
        """Whether the API refuses its tokens for now; also as a condition of SQL."""
        return is_paused(self.paused_until, clock.now())

    @is_paused.inplace.expression
    @classmethod
    def _is_paused(cls) -> ColumnElement[bool]:
        return and_(cls.paused_until.is_not(None), cls.paused_until > clock.now())


def is_paused(paused_until: int | None, now: int) -> bool:
    """Whether a pause until then goes on."""
    return paused_until is not None and now < paused_until
