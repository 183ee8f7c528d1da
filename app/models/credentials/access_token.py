"""Access tokens: bearer credentials of the API, stored as digests (RFC 6750)."""

from sqlalchemy import ForeignKey, String, case, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials.token_family import TokenFamily
from app.models.grants.grant import Grant
from app.models.values import clock, secret


class AccessToken(db.Model):
    """An access token. ``live_token`` decides, on live data, whether it works."""

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), index=True)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("token_family.id"), index=True)
    scopes: Mapped[str] = mapped_column(String(300))
    issued_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)
    revoked_at: Mapped[int | None]
    superseded_at: Mapped[int | None]  # by a refresh, which brought ``expires_at`` forward
    # Set on a direct token: its first use ends the older ones. They work until then, because the
    # redirect that carries it may be lost.
    ends_older: Mapped[bool] = mapped_column(default=False)
    # SHA-256 thumbprint of the key to which it is bound (RFC 9449); None: a bearer token.
    dpop_jkt: Mapped[str | None] = mapped_column(String(43))
    audience: Mapped[str | None] = mapped_column(String(100))  # see ``values.audience``

    grant: Mapped[Grant] = relationship()
    family: Mapped[TokenFamily | None] = relationship()

    @classmethod
    def issue(
        cls,
        grant: Grant,
        *,
        scopes: str,
        lifetime: int,
        family: TokenFamily | None = None,
        token: str | None = None,
        at: int | None = None,
        dpop_jkt: str | None = None,
        audience: str | None = None,
    ) -> tuple["AccessToken", str]:
        """Return a new token under ``grant`` and its text, which is not stored.

        It expires ``lifetime`` seconds after ``at`` (now by default), or earlier: with its grant,
        its family, or at the operator's limit. ``audience`` is by default that of its family.
        """
        plain = token or secret.generate(secret.Kind.ACCESS_TOKEN)
        now = clock.now() if at is None else at
        limits = grant.expires_at, family.expires_at if family else None
        row = cls(
            digest=secret.digest(plain),
            grant=grant,
            family=family,
            scopes=scopes,
            issued_at=now,
            expires_at=ends_at(now, lifetime, *limits),
            dpop_jkt=dpop_jkt,
            audience=audience or (family.audience if family else None),
        )
        db.session.add(row)
        return row, plain

    @classmethod
    def find(cls, token: str) -> "AccessToken | None":
        """Return the row of ``token``, valid or not, or None."""
        return db.session.scalar(select(cls).where(cls.digest == secret.digest(token)))

    @classmethod
    def count_live(cls, grant: Grant) -> int:
        """Return the number of tokens that the API accepts; 0 while ``grant`` may not be used."""
        live = select(func.count(cls.id)).where(
            cls.grant_id == grant.id, cls.revoked_at.is_(None), cls.expires_at > clock.now()
        )
        in_live_family = or_(cls.family_id.is_(None), TokenFamily.is_live)
        count = db.session.scalar(live.outerjoin(cls.family).where(in_live_family))
        return count or 0 if grant.is_usable else 0

    @classmethod
    def issue_direct(cls, grant: Grant, *, scopes: str, audience: str | None = None) -> str:
        """Return a token that is sent in the redirect, without a code or a refresh token."""
        lifetime = grant.client.access_token_lifetime
        row, plain = cls.issue(grant, scopes=scopes, lifetime=lifetime, audience=audience)
        row.ends_older = True
        return plain

    @classmethod
    def issue_without_user(
        cls, grant: Grant, *, scopes: str, dpop_jkt: str | None = None, audience: str | None = None
    ) -> tuple["AccessToken", str]:
        """Return a token with which a client acts for itself, and its text (RFC 6749, 4.4)."""
        lifetime = grant.client.access_token_lifetime
        issued = cls.issue(
            grant, scopes=scopes, lifetime=lifetime, dpop_jkt=dpop_jkt, audience=audience
        )
        audit_trail.record("token.issued", grant=grant, scopes=scopes)
        return issued

    @classmethod
    def revoke_all_of(cls, grant: Grant) -> None:
        """Let no access token under ``grant`` that was issued until now work any more."""
        live = (cls.grant_id == grant.id, cls.revoked_at.is_(None))
        db.session.execute(update(cls).where(*live).values(revoked_at=clock.now()))

    @classmethod
    def end_older(cls, token_id: int, grant_id: int) -> None:
        """Revoke the grant's older direct tokens, on the first use of this one."""
        db.session.execute(
            update(cls)
            .where(
                cls.grant_id == grant_id,
                cls.family_id.is_(None),
                cls.id < token_id,
                cls.revoked_at.is_(None),
            )
            .values(revoked_at=clock.now())
        )
        db.session.execute(update(cls).where(cls.id == token_id).values(ends_older=False))

    @property
    def expires_in(self) -> int:
        """Seconds until it expires; 0 when it has."""
        return max(0, self.expires_at - clock.now())

    @property
    def lifetime(self) -> int:
        """Seconds from issue to expiry: ``expires_in`` of the token response."""
        return self.expires_at - self.issued_at

    @classmethod
    def supersede_all_of(cls, family: TokenFamily) -> None:
        """Let the family's access tokens end soon: REFRESH_REUSE_SECONDS from now at the latest.

        Other workers of the app still use the one they know. What a refresh has superseded keeps
        the end it was set then.
        """
        now, end = clock.now(), clock.now() + settings().refresh_reuse_seconds
        db.session.execute(
            update(cls)
            .where(
                cls.family_id == family.id, cls.superseded_at.is_(None), cls.revoked_at.is_(None)
            )
            .values(
                superseded_at=now,
                expires_at=case((cls.expires_at > end, end), else_=cls.expires_at),
            )
        )

    def check_client(self, client: Client) -> bool:
        """Whether it was issued to ``client``; Authlib calls this."""
        return self.grant.client_id == client.id

    def revoke(self) -> None:
        """Revoke this token and its family (RFC 7009 section 2.1)."""
        self.revoked_at = self.revoked_at or clock.now()
        if self.family is not None:
            self.family.revoke()
        audit_trail.record("token.revoked", grant=self.grant)


def ends_at(now: int, lifetime: int, *limits: int | None) -> int:
    """When a token expires that is issued now; none of ``limits`` and the operator's is passed."""
    longest = now + min(lifetime, settings().max_access_token_lifetime)
    return min([longest, *(limit for limit in limits if limit is not None)])
