"""Token families: the tokens of a code exchange and of all refreshes that follow."""

from sqlalchemy import ColumnElement, ForeignKey, String, and_, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.credentials.user_authentication import UserAuthentication
from app.models.grants.grant import Grant
from app.models.values import clock


class TokenFamily(db.Model):
    """A family, whose revocation ends all its tokens at once, those being issued included."""

    __tablename__ = "token_family"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), index=True)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)  # absolute: no refresh extends it
    revoked_at: Mapped[int | None]
    # Of connections with the scope openid.
    authentication_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_authentication.id"), index=True
    )
    # The key to which its refresh tokens are bound: those of a public client (RFC 9449 section 5).
    dpop_jkt: Mapped[str | None] = mapped_column(String(43))
    audience: Mapped[str | None] = mapped_column(String(100))  # of each access token, at most

    grant: Mapped[Grant] = relationship()
    authentication: Mapped[UserAuthentication | None] = relationship()

    @classmethod
    def open(cls, grant: Grant, *, audience: str | None = None) -> "TokenFamily":
        """Return a new family under ``grant``."""
        lifetime, now = settings().refresh_family_lifetime, clock.now()
        family = cls(grant=grant, created_at=now, expires_at=now + lifetime, audience=audience)
        db.session.add(family)
        db.session.flush()
        return family

    @hybrid_property
    def is_live(self) -> bool:
        """Whether it is neither revoked nor expired, in Python and in SQL."""
        return is_live(self.revoked_at, self.expires_at, clock.now())

    @is_live.inplace.expression
    @classmethod
    def _is_live(cls) -> ColumnElement[bool]:
        return and_(cls.revoked_at.is_(None), cls.expires_at > clock.now())

    def bind(self, dpop_jkt: str | None) -> None:
        """Bind a public client's refresh tokens to the key with this thumbprint, if any.

        Those of a confidential client are bound to its credentials.
        """
        if dpop_jkt is not None and not self.grant.client.confidential:
            self.dpop_jkt = dpop_jkt

    def revoke(self) -> None:
        """Revoke the family and with it all its tokens."""
        db.session.execute(
            update(TokenFamily)
            .where(TokenFamily.id == self.id, TokenFamily.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )


def is_live(revoked_at: int | None, expires_at: int, now: int) -> bool:
    """Whether a family is neither revoked nor expired."""
    return revoked_at is None and now < expires_at
