"""Client assertions that were used: each works once, in every process (RFC 7523 section 3)."""

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.clients.client import Client
from app.models.values import secret


class UsedAssertion(db.Model):
    """The ``jti`` of one assertion of one client, kept until the assertion would expire."""

    __tablename__ = "used_assertion"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[int] = mapped_column(index=True)

    @classmethod
    def use(cls, client: Client, jti: str, *, expires_at: int) -> bool:
        """Record the use. True for exactly one caller, however many try at once."""
        digest = secret.digest(f"{client.client_id} {jti}")
        if db.session.get(cls, digest) is not None:
            return False
        try:
            with db.session.begin_nested():
                db.session.add(cls(digest=digest, expires_at=expires_at))
        except IntegrityError:
            return False
        return True
