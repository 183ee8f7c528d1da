"""Refresh tokens: each is used once and replaced by a successor (RFC 6749 section 6, RFC 9700).

Several workers of one app refresh at once, and answers get lost. So for REFRESH_REUSE_SECONDS
after its first use a token gets the identical pair again. The pair is derived from the presented
token and a stored nonce, so that the database holds no usable credential. Any later use revokes
the family.
"""

import secrets as random
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials import dpop_key
from app.models.credentials.access_token import AccessToken
from app.models.credentials.token_family import TokenFamily
from app.models.grants import grant_term
from app.models.grants.grant import Grant
from app.models.values import audience, clock, secret
from app.models.values import scopes as scope_names


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
    dpop_jkt: str | None = None  # the key to which the access token is bound (RFC 9449)
    grant_id: str | None = None  # only to a client that is told

    @classmethod
    def of(cls, access: AccessToken, access_text: str, refresh_text: str | None) -> "TokenPair":
        """Return the pair of an access token that was just issued, and its refresh token."""
        return cls(
            access_text,
            refresh_text,
            access.lifetime,
            access.scopes,
            access.issued_at,
            access.dpop_jkt,
            access.grant.told_id,
        )


class OtherKeyError(Exception):
    """The successor pair is bound to another key than that of the present request."""


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

    family: Mapped[TokenFamily] = relationship()

    @classmethod
    def issue(
        cls,
        family: TokenFamily,
        *,
        scopes: str,
        lifetime: int,
        token: str | None = None,
    ) -> str:
        """Return the text of a new token that must be used within ``lifetime`` seconds."""
        plain = token or secret.generate(secret.Kind.REFRESH_TOKEN)
        limits = family.expires_at, family.grant.expires_at
        db.session.add(
            cls(
                digest=secret.digest(plain),
                family=family,
                scopes=scopes,
                expires_at=ends_at(clock.now(), lifetime, *limits),
            )
        )
        return plain

    @classmethod
    def find(cls, token: str) -> "RefreshToken | None":
        """Return the row of ``token``, valid or not, or None."""
        return db.session.scalar(select(cls).where(cls.digest == secret.digest(token)))

    def hold(self) -> None:
        """Read it again, and let no one narrow its grant until the commit."""
        self.family.grant.hold()
        db.session.refresh(self)

    @property
    def is_usable(self) -> bool:
        """Whether it can be exchanged for a new pair now."""
        return self.spent_at is None and self.is_authorized

    @property
    def is_authorized(self) -> bool:
        """Whether presenting it now gets a pair: a new one, or soon after its use the same."""
        is_fresh = is_unspent(self.spent_at, self.expires_at, clock.now())
        return (
            (is_fresh or self._is_repeatable)
            and self.family.is_live
            and self.family.grant.is_usable
        )

    @property
    def is_replayed(self) -> bool:
        """Whether presenting it now shows that two parties have it, which ends the family.

        Neither its own expiry nor the state of its grant hides a replay.
        """
        return self.spent_at is not None and not self._is_repeatable and self.family.is_live

    @property
    def _is_repeatable(self) -> bool:
        window = settings().refresh_reuse_seconds
        return self.spent_at is not None and clock.now() < self.spent_at + window

    def introspect(self) -> dict[str, Any]:
        """Return scope, client_id, sub, exp and iat for its client."""
        family, grant = self.family, self.family.grant
        return describe(
            scopes=self.scopes,
            client_id=grant.client.client_id,
            user_public_id=grant.user.public_id if grant.user else None,
            expires_at=self.expires_at,
            issued_at=self.issued_at,
            paused_until=grant.paused_until,
            of_family=(family.audience, family.dpop_jkt),
        )

    def check_client(self, client: Client) -> bool:
        """Whether it was issued to ``client``; Authlib calls this."""
        return self.family.grant.client_id == client.id

    @classmethod
    def expire_all_of(cls, grant: Grant) -> None:
        """Let no unused refresh token under ``grant`` be exchanged any more."""
        now = clock.now()
        families = select(TokenFamily.id).where(TokenFamily.grant_id == grant.id)
        db.session.execute(
            update(cls)
            .where(cls.family_id.in_(families), cls.spent_at.is_(None), cls.expires_at > now)
            .values(expires_at=now)
            .execution_options(synchronize_session=False)
        )

    def revoke(self) -> None:
        """Revoke its family (RFC 7009 section 2.1)."""
        self.family.revoke()
        audit_trail.record("token.revoked", grant=self.family.grant)

    def redeem(
        self,
        presented: str,
        *,
        scopes: str,
        dpop_jkt: str | None = None,
        audience: str | None = None,
    ) -> TokenPair:
        """Exchange the token, whose text is ``presented``, for its successor pair.

        The access token is bound to the key with the thumbprint ``dpop_jkt``, if any, and has
        ``audience``, by default the family's; the refresh token keeps what was granted.

        One caller spends it, however many try at once. All others get the same pair, whose scopes
        and audience are those that the first one asked for, and whether or not it has been used.
        Raises ReusedError after revoking the family when it was spent too long ago, and
        OtherKeyError when the pair is bound to another key.
        """
        if self._spend(random.token_urlsafe(32)):
            return self._issue_successors(presented, scopes, dpop_jkt, audience)
        if (pair := self._repeat_successors(presented, dpop_jkt)) is None:
            self.end_family()
            raise ReusedError
        return pair

    def end_family(self) -> None:
        """Revoke the family, because a spent token was presented (RFC 9700 section 4.14.2)."""
        self.family.revoke()
        audit_trail.record("refresh_token.reused", grant=self.family.grant)

    def _spend(self, nonce: str) -> bool:
        spent = rows_changed(
            update(RefreshToken)
            .where(RefreshToken.id == self.id, RefreshToken.spent_at.is_(None))
            .values(spent_at=clock.now(), successor_nonce=nonce)
        )
        db.session.refresh(self)
        return spent == 1

    def _issue_successors(
        self, presented: str, scopes: str, dpop_jkt: str | None, audience: str | None
    ) -> TokenPair:
        client = self.family.grant.client
        AccessToken.supersede_all_of(self.family)
        access, access_text = AccessToken.issue(
            self.family.grant,
            scopes=scopes,
            lifetime=client.access_token_lifetime,
            family=self.family,
            token=self._derive(secret.Kind.ACCESS_TOKEN, presented),
            dpop_jkt=dpop_jkt,
            audience=audience,
        )
        self.family.bind(dpop_jkt)
        refresh_text = RefreshToken.issue(
            self.family,
            scopes=self.scopes,
            lifetime=client.refresh_token_lifetime,
            token=self._derive(secret.Kind.REFRESH_TOKEN, presented),
        )
        db.session.flush()
        return TokenPair.of(access, access_text, refresh_text)

    def _repeat_successors(self, presented: str, dpop_jkt: str | None) -> TokenPair | None:
        if not self._is_repeatable:
            return None
        access_text = self._derive(secret.Kind.ACCESS_TOKEN, presented)
        access = AccessToken.find(access_text)  # purged only after the time for repeats
        if access is None:
            return None
        if access.dpop_jkt != dpop_jkt:
            raise OtherKeyError
        pair = TokenPair.of(access, access_text, self._derive(secret.Kind.REFRESH_TOKEN, presented))
        return replace(pair, expires_in=access.expires_in)  # the life that is left

    def _derive(self, kind: secret.Kind, presented: str) -> str:
        return secret.derive(kind, presented, self.successor_nonce or "")


def is_unspent(spent_at: int | None, expires_at: int, now: int) -> bool:
    """Whether a refresh token was neither exchanged nor has expired."""
    return spent_at is None and now < expires_at


def ends_at(now: int, lifetime: int, *limits: int | None) -> int:
    """When a token expires that is issued now, by which it must be used; no limit is passed."""
    return min([now + lifetime, *(limit for limit in limits if limit is not None)])


@lru_cache(maxsize=1024)  # the same few combinations, over and over
def names_now(requested: frozenset[str], own: str, granted: str, ceiling: str) -> frozenset[str]:
    """Return the scopes that an exchange may give: of those requested, or else of the token's own.

    The token, the grant or the client's ceiling may have become narrower since it was issued.
    """
    of_token = scope_names.parse(own)
    names = requested or of_token
    limits = of_token, scope_names.parse(granted), scope_names.parse(ceiling)
    return names & scope_names.within(names, *limits)


def describe(
    *,
    scopes: str,
    client_id: str,
    user_public_id: str | None,
    expires_at: int,
    issued_at: int,
    paused_until: int | None,
    of_family: tuple[str | None, str | None],
) -> dict[str, Any]:
    """Return what introspection says of a usable refresh token; ``of_family``: audience, key."""
    is_paused = grant_term.is_paused(paused_until, clock.now())
    return {
        "scope": scopes,
        "client_id": client_id,
        "sub": user_public_id,
        "exp": expires_at,
        "iat": issued_at,
        **({"paused_until": paused_until} if is_paused else {}),
        **audience.claim(of_family[0]),
        **dpop_key.confirmation(of_family[1]),
    }


def begin(
    family: TokenFamily, *, scopes: str, dpop_jkt: str | None = None, audience: str | None = None
) -> TokenPair:
    """Return the first tokens of ``family``, bound to the key with this thumbprint if any.

    ``audience`` is that of the access token, by default the family's. There is no refresh token if
    the client gets none.
    """
    grant, client = family.grant, family.grant.client
    access, access_text = AccessToken.issue(
        grant,
        scopes=scopes,
        lifetime=client.access_token_lifetime,
        family=family,
        at=family.created_at,
        dpop_jkt=dpop_jkt,
        audience=audience,
    )
    family.bind(dpop_jkt)
    refresh_text = None
    if client.refresh_token_lifetime and client.check_grant_type("refresh_token"):
        refresh_text = RefreshToken.issue(
            family, scopes=scopes, lifetime=client.refresh_token_lifetime
        )
    audit_trail.record("token.issued", grant=grant, scopes=scopes)
    return TokenPair.of(access, access_text, refresh_text)
