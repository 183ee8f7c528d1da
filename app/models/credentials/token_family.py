"""A family of tokens: those of one code exchange and of every refresh that follows."""

from sqlalchemy import ColumnElement, ForeignKey, and_, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.grants.grant import Grant
from app.models.values import clock


class TokenFamily(db.Model):
    """Ending the family stops all its tokens by one row change, those being issued too."""

    __tablename__ = "token_family"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), index=True)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int]  # absolute: no refresh goes beyond it
    revoked_at: Mapped[int | None]

    grant: Mapped[Grant] = relationship()

    @classmethod
    def open(cls, grant: Grant) -> "TokenFamily":
        """A new family under ``grant``."""
        lifetime, now = settings().refresh_family_lifetime, clock.now()
        family = cls(grant=grant, created_at=now, expires_at=now + lifetime)
        db.session.add(family)
        db.session.flush()
        return family

    @hybrid_property
    def is_live(self) -> bool:
        """Whether it is neither revoked nor expired; also as a condition of SQL."""
        return self.revoked_at is None and clock.now() < self.expires_at

    @is_live.inplace.expression
    @classmethod
    def _is_live(cls) -> ColumnElement[bool]:
        return and_(cls.revoked_at.is_(None), cls.expires_at > clock.now())

    def revoke(self) -> None:
        """End the family."""
        db.session.execute(
            update(TokenFamily)
            .where(TokenFamily.id == self.id, TokenFamily.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )
