"""Refresh tokens: each is used once and replaced by a successor (RFC 6749 section 6, RFC 9700).

A refresh whose response was lost can be retried: within a minute, and until a token of the
successor pair is used, the same request gets the identical pair. The pair is derived from the
presented token and a stored nonce, so that the database holds no usable credential. Any other
reuse revokes the family.
"""

import secrets as random
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.token_family import TokenFamily
from app.models.values import clock, secret


class ReusedError(Exception):
    """A spent refresh token was presented and its family revoked. Commit, then refuse."""


@dataclass(frozen=True)
class TokenPair:
    """The contents of a token response. ``expires_in`` is that of the access token."""

    access_token: str
    refresh_token: str | None
    expires_in: int
    scopes: str
    issued_at: int


class RefreshToken(db.Model):
    """A refresh token; ``spent_at`` is set by its only exchange."""

    __tablename__ = "refresh_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    family_id: Mapped[int] = mapped_column(ForeignKey("token_family.id"), index=True)
    scopes: Mapped[str] = mapped_column(String(300))
    issued_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int]
    spent_at: Mapped[int | None]
    successor_nonce: Mapped[str | None] = mapped_column(String(43))
    successor_seen_at: Mapped[int | None]
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("refresh_token.id"))

    family: Mapped[TokenFamily] = relationship()

    @classmethod
    def issue(
        cls,
        family: TokenFamily,
        *,
        scopes: str,
        lifetime: int,
        token: str | None = None,
        predecessor: "RefreshToken | None" = None,
    ) -> str:
        """Return the text of a new token that must be used within ``lifetime`` seconds."""
        plain = token or secret.generate(secret.Kind.REFRESH_TOKEN)
        ends = (clock.now() + lifetime, family.expires_at, family.grant.expires_at)
        db.session.add(
            cls(
                digest=secret.digest(plain),
                family=family,
                scopes=scopes,
                expires_at=min(end for end in ends if end is not None),
                predecessor_id=predecessor.id if predecessor is not None else None,
            )
        )
        return plain

    @classmethod
    def find(cls, token: str) -> "RefreshToken | None":
        """Return the row of ``token``, valid or not, or None."""
        return db.session.scalar(select(cls).where(cls.digest == secret.digest(token)))

    @property
    def is_usable(self) -> bool:
        """Whether it can be exchanged for a new pair now."""
        return self.spent_at is None and self.is_authorized

    @property
    def is_authorized(self) -> bool:
        """Whether the token, its family, grant, client and user are all active; spent or not."""
        is_live = clock.now() < self.expires_at and self.family.is_live
        return is_live and self.family.grant.is_usable

    def introspect(self) -> dict[str, Any]:
        """Return scope, client_id, sub, exp and iat for its client."""
        grant = self.family.grant
        return {
            "scope": self.scopes,
            "client_id": grant.client.client_id,
            "sub": grant.user.public_id if grant.user else None,
            "exp": self.expires_at,
            "iat": self.issued_at,
        }

    def check_client(self, client: Client) -> bool:
        """Whether it was issued to ``client``; Authlib calls this."""
        return self.family.grant.client_id == client.id

    def revoke(self) -> None:
        """Revoke its family (RFC 7009 section 2.1)."""
        self.family.revoke()
        audit_trail.record("token.revoked", grant=self.family.grant)

    def redeem(self, presented: str, *, scopes: str) -> TokenPair:
        """Exchange the token, whose text is ``presented``, for its successor pair.

        One caller spends it, however many try at once; a retry gets the same pair. Raises
        ReusedError after revoking the family when it was spent and cannot be retried.
        """
        if self.predecessor_id is not None:
            mark_successor_seen(self.predecessor_id)
        nonce = random.token_urlsafe(32)
        if self._spend(nonce):
            return self._issue_successors(presented, scopes)
        if self._may_be_retried():
            return self._repeat_successors(presented)
        self.family.revoke()
        audit_trail.record("refresh_token.reused", grant=self.family.grant)
        raise ReusedError

    def _spend(self, nonce: str) -> bool:
        spent = rows_changed(
            update(RefreshToken)
            .where(RefreshToken.id == self.id, RefreshToken.spent_at.is_(None))
            .values(spent_at=clock.now(), successor_nonce=nonce)
        )
        db.session.refresh(self)
        return spent == 1

    def _may_be_retried(self) -> bool:
        window = settings().refresh_retry_window
        return (
            self.spent_at is not None
            and clock.now() < self.spent_at + window
            and self.successor_seen_at is None
        )

    def _issue_successors(self, presented: str, scopes: str) -> TokenPair:
        client = self.family.grant.client
        AccessToken.revoke_of_family(self.family)
        access, access_text = AccessToken.issue(
            self.family.grant,
            scopes=scopes,
            lifetime=client.access_token_lifetime,
            family=self.family,
            token=self._derive(secret.Kind.ACCESS_TOKEN, presented),
        )
        access.unused_successor_of = self.id
        refresh_text = RefreshToken.issue(
            self.family,
            scopes=self.scopes,
            lifetime=client.refresh_token_lifetime,
            token=self._derive(secret.Kind.REFRESH_TOKEN, presented),
            predecessor=self,
        )
        db.session.flush()
        return TokenPair(
            access_text, refresh_text, access.lifetime, access.scopes, access.issued_at
        )

    def _repeat_successors(self, presented: str) -> TokenPair:
        access_text = self._derive(secret.Kind.ACCESS_TOKEN, presented)
        access = AccessToken.find(access_text)
        if access is None:
            raise ReusedError  # it was purged, so it is too late for a retry
        return TokenPair(
            access_text,
            self._derive(secret.Kind.REFRESH_TOKEN, presented),
            access.expires_in,
            access.scopes,
            access.issued_at,
        )

    def _derive(self, kind: secret.Kind, presented: str) -> str:
        return secret.derive(kind, presented, self.successor_nonce or "")


def mark_successor_seen(refresh_token_id: int) -> None:
    """Record the first use of the successor pair, after which the refresh cannot be retried."""
    db.session.execute(
        update(RefreshToken)
        .where(RefreshToken.id == refresh_token_id, RefreshToken.successor_seen_at.is_(None))
        .values(successor_seen_at=clock.now())
    )
    db.session.execute(
        update(AccessToken)
        .where(AccessToken.unused_successor_of == refresh_token_id)
        .values(unused_successor_of=None)
    )
