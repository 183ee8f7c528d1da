"""Recovery codes: ten a person, each of which replaces a second factor once."""

import base64
import secrets

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, secret

COUNT = 10
RANDOM_BYTES = 10  # 80 bits, as people type them: 16 letters and digits
GROUP = 4  # characters between two hyphens


class RecoveryCode(db.Model):
    """One code, stored as a digest."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[int | None]

    @classmethod
    def replace_all(cls, user: User) -> list[str]:
        """Return new codes, which are not stored readable; all earlier ones stop working."""
        cls.forget_all(user)
        codes = [_generate() for _number in range(COUNT)]
        db.session.add_all(cls(user_id=user.id, digest=secret.digest(code)) for code in codes)
        audit_trail.record("recovery_codes.made", actor=user)
        return [_in_groups(code) for code in codes]

    @classmethod
    def redeem(cls, user: User, typed: str) -> bool:
        """Spend the code that was typed. True for exactly one caller, however many try at once.

        Case, spaces and hyphens do not count.
        """
        code = "".join(typed.replace("-", " ").split()).lower()
        statement = update(cls).where(
            cls.user_id == user.id, cls.digest == secret.digest(code), cls.used_at.is_(None)
        )
        if not rows_changed(statement.values(used_at=clock.now())):
            return False
        audit_trail.record("recovery_code.used", actor=user, left=cls.count_left(user))
        return True

    @classmethod
    def count_left(cls, user: User) -> int:
        """Return how many codes of ``user`` were not used yet."""
        unused = select(func.count()).where(cls.user_id == user.id, cls.used_at.is_(None))
        return db.session.scalar(unused) or 0

    @classmethod
    def forget_all(cls, user: User) -> None:
        """Delete every code of ``user``."""
        db.session.execute(delete(cls).where(cls.user_id == user.id))


def _generate() -> str:
    return base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode().lower()


def _in_groups(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
