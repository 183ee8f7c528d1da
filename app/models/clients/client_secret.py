"""Client secrets: shown once, stored as a digest, two at a time so that they can be rotated."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.values import clock, columns, secret


class ClientSecret(db.Model):
    """One secret of a confidential client."""

    __tablename__ = "client_secret"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("key_")
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    last_four: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    not_after: Mapped[int | None]
    last_used_at: Mapped[int | None]

    client: Mapped["Client"] = relationship(back_populates="secrets")  # noqa: F821
    created_by: Mapped[User | None] = relationship()

    @classmethod
    def generate(cls, by: User | None) -> tuple["ClientSecret", str]:
        """A new secret, and its text, which is not stored."""
        plain = secret.generate(secret.Kind.CLIENT_SECRET)
        return cls(digest=secret.digest(plain), last_four=plain[-4:], created_by=by), plain

    @classmethod
    def list_ending(
        cls, client_ids: Collection[int], *, until: int, limit: int
    ) -> list["ClientSecret"]:
        """The secrets of these clients that still work and end ``until`` then, soonest first."""
        ending = select(cls).where(
            cls.client_id.in_(client_ids), cls.not_after.between(clock.now() + 1, until)
        )
        return list(db.session.scalars(ending.order_by(cls.not_after, cls.id).limit(limit)))

    @property
    def is_live(self) -> bool:
        """Whether it still authenticates its client."""
        return is_live(self.not_after)

    def expire_in(self, seconds: int) -> None:
        """End it after ``seconds``, never later than it would end already."""
        limit = clock.now() + seconds
        self.not_after = limit if self.not_after is None else min(self.not_after, limit)

    def revoke(self) -> None:
        """End it now."""
        self.expire_in(0)


def is_live(not_after: int | None) -> bool:
    """Whether a secret that ends at this time still authenticates its client."""
    return not_after is None or clock.now() < not_after
