"""Access tokens: bearer credentials of the API, stored as digests (RFC 6750)."""

from sqlalchemy import ForeignKey, String, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials.token_family import TokenFamily
from app.models.grants.grant import Grant
from app.models.values import clock, secret


class AccessToken(db.Model):
    """One access token. Whether it works is decided by ``live_token``, on live data."""

    __tablename__ = "access_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), index=True)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("token_family.id"), index=True)
    scopes: Mapped[str] = mapped_column(String(300))
    issued_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)
    revoked_at: Mapped[int | None]
    # The refresh token this one succeeds, until it is presented for the first time: that ends
    # the time in which the refresh may be retried.
    unused_successor_of: Mapped[int | None] = mapped_column(ForeignKey("refresh_token.id"))
    # Set on a direct token that was issued again: its first presentation ends the older ones.
    # They work until then, because the redirect that carries it may be lost.
    ends_older: Mapped[bool] = mapped_column(default=False)

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
    ) -> tuple["AccessToken", str]:
        """A new token under ``grant`` for ``lifetime`` seconds, and its text, kept nowhere.

        ``at`` is the instant it counts from, by default now: one exchange has one.

        The operator's limit shortens what an older setting would give, and no token outlives
        its grant or family: ``expires_in`` is the lifetime that is left.
        """
        longest = settings().max_access_token_lifetime
        plain = token or secret.generate(secret.Kind.ACCESS_TOKEN)
        now = clock.now() if at is None else at
        ends = (now + min(lifetime, longest), grant.expires_at, family and family.expires_at)
        row = cls(
            digest=secret.digest(plain),
            grant=grant,
            family=family,
            scopes=scopes,
            issued_at=now,
            expires_at=min(end for end in ends if end is not None),
        )
        db.session.add(row)
        return row, plain

    @classmethod
    def find(cls, token: str) -> "AccessToken | None":
        """The token's row, whatever its state."""
        return db.session.scalar(select(cls).where(cls.digest == secret.digest(token)))

    @classmethod
    def count_live(cls, grant: Grant) -> int:
        """The number of tokens under ``grant`` that have neither expired nor been revoked."""
        live = select(func.count(cls.id)).where(
            cls.grant_id == grant.id, cls.revoked_at.is_(None), cls.expires_at > clock.now()
        )
        in_live_family = or_(cls.family_id.is_(None), TokenFamily.is_live)
        count = db.session.scalar(live.outerjoin(cls.family).where(in_live_family))
        return count or 0 if grant.is_live else 0

    @classmethod
    def issue_direct(cls, grant: Grant) -> str:
        """The text of a token that goes straight into a redirect: no code, no refresh."""
        row, plain = cls.issue(
            grant, scopes=grant.scopes, lifetime=grant.client.access_token_lifetime
        )
        row.ends_older = True
        return plain

    @classmethod
    def issue_without_user(cls, grant: Grant, *, scopes: str) -> tuple["AccessToken", str]:
        """A new token with which a client acts for itself, and its text (RFC 6749 section 4.4)."""
        issued = cls.issue(grant, scopes=scopes, lifetime=grant.client.access_token_lifetime)
        audit_trail.record("token.issued", grant=grant, scopes=scopes)
        return issued

    @classmethod
    def end_older(cls, token_id: int, grant_id: int) -> None:
        """Stop the grant's direct tokens before this one, which has now been presented."""
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
        """Seconds until it ends by itself; 0 when it has."""
        return max(0, self.expires_at - clock.now())

    @property
    def lifetime(self) -> int:
        """Seconds from its issue to its end: ``expires_in`` of the answer that issues it."""
        return self.expires_at - self.issued_at

    @classmethod
    def revoke_of_family(cls, family: TokenFamily) -> None:
        """Stop the family's access tokens; the family itself goes on."""
        db.session.execute(
            update(cls)
            .where(cls.family_id == family.id, cls.revoked_at.is_(None))
            .values(revoked_at=clock.now())
        )

    def check_client(self, client: Client) -> bool:
        """Whether ``client`` is the one it was issued to; Authlib calls this."""
        return self.grant.client_id == client.id

    def revoke(self) -> None:
        """Stop this token and the family it belongs to (RFC 7009 section 2.1)."""
        self.revoked_at = self.revoked_at or clock.now()
        if self.family is not None:
            self.family.revoke()
        audit_trail.record("token.revoked", grant=self.grant)
