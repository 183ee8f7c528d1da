"""DPoP proofs that were used, so that each counts once (RFC 9449 section 11.1)."""

from typing import Any, ClassVar, cast

from sqlalchemy import CursorResult, String, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.values import clock, secret

_INSERT = text(
    "INSERT INTO used_dpop_proof (digest, expires_at) VALUES (:digest, :expires_at) "
    "ON CONFLICT (digest) DO NOTHING"
)
SWEEP_SECONDS = 60
SWEEP_ROWS = 20_000


class UsedProof(db.Model):
    """A used proof, until it would be refused for its age in any case."""

    __tablename__ = "used_dpop_proof"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[int] = mapped_column(index=True)

    _swept_at: ClassVar[int] = 0  # by this process

    @classmethod
    def spend(cls, thumbprint: str, jti: str, *, until: int) -> bool:
        """Use up the ``jti`` of the key. True for exactly one caller in all processes.

        Another key's proof with the same ``jti`` is another proof. Commit for it to last.
        """
        cls._sweep()
        row = {"digest": secret.digest(f"{thumbprint} {jti}"), "expires_at": until}
        inserted = db.session.execute(_INSERT, row)
        return cast("CursorResult[Any]", inserted).rowcount == 1

    @classmethod
    def _sweep(cls) -> None:
        # Not left to the daily purge: a busy API uses many proofs in a day.
        now = clock.now()
        if abs(now - cls._swept_at) >= SWEEP_SECONDS:
            cls._swept_at = now
            # Rows that another process deletes just now are left to it: waiting could deadlock.
            over = select(cls.digest).where(cls.expires_at <= now).limit(SWEEP_ROWS)
            statement = delete(cls).where(cls.digest.in_(over.with_for_update(skip_locked=True)))
            rows_changed(statement.execution_options(synchronize_session=False))
