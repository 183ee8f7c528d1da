"""Responses to writes, kept for a day so that a repeated request has no second effect.

The caller chooses the key; grant and key identify a request
(draft-ietf-httpapi-idempotency-key-header). Only a digest of the key is stored.
"""

import hashlib
import json

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    or_,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.values import clock
from app.models.values.errors import StagedoorError

LIFETIME = 86_400  # seconds
# Seconds after which a claim was left by a process that died; its write was not committed.
CLAIM_LIFETIME = 60


class KeyReusedError(StagedoorError):
    """The key was used for another request before."""


class InFlightError(StagedoorError):
    """The same request is still being processed."""


class IdempotencyKey(db.Model):
    """The key of a request; ``status`` is None until the request is answered."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("grant_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"))
    digest: Mapped[str] = mapped_column(String(64))
    request_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)
    status: Mapped[int | None]
    headers_json: Mapped[str] = mapped_column(Text, default="{}")
    body: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def claim(cls, grant_id: int, key: str, request: bytes) -> "IdempotencyKey":
        """Return the key's row, committed: a new one, or that of an answered request.

        ``request`` is everything that must be equal. Raises KeyReusedError, InFlightError.
        """
        digest = hashlib.sha256(key.encode()).hexdigest()
        mine = and_(cls.grant_id == grant_id, cls.digest == digest)
        db.session.execute(delete(cls).where(mine, cls.is_over()))
        row = cls(grant_id=grant_id, digest=digest, request_digest=_digest(request))
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            row = db.session.scalars(select(cls).where(mine)).one()
            row._check(_digest(request))
        db.session.commit()
        return row

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """The SQL condition for a key that can be used again."""
        now = clock.now()
        ends_at = cls.created_at + CLAIM_LIFETIME
        abandoned = and_(cls.status.is_(None), clock.lease_is_over(ends_at, CLAIM_LIFETIME))
        return or_(cls.created_at <= now - LIFETIME, abandoned)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the response by name."""
        headers: dict[str, str] = json.loads(self.headers_json)
        return headers

    def keep(self, status: int, headers: dict[str, str], body: str) -> None:
        """Store the response in the transaction of the write."""
        self.status, self.headers_json, self.body = status, json.dumps(headers), body

    def release(self) -> None:
        """Roll back the write and forget the key, unless it is answered.

        A commit whose confirmation was lost may have stored both the write and its answer.
        """
        key_id = self.id
        db.session.rollback()
        unanswered = (IdempotencyKey.id == key_id, IdempotencyKey.status.is_(None))
        db.session.execute(delete(IdempotencyKey).where(*unanswered))
        db.session.commit()

    def _check(self, request_digest: str) -> None:
        if self.request_digest != request_digest:
            raise KeyReusedError
        if self.status is None:
            raise InFlightError


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
