"""Authorization codes: short-lived, for one client, spent once (RFC 6749 section 4.1.2)."""

import hmac

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin
from sqlalchemy import ForeignKey, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials import refresh_token
from app.models.credentials.refresh_token import TokenPair
from app.models.credentials.token_family import TokenFamily
from app.models.credentials.user_authentication import UserAuthentication
from app.models.grants.grant import Grant
from app.models.trials import trial
from app.models.values import clock, columns, secret


class AuthorizationCode(AuthorizationCodeMixin, db.Model):
    """A code. It is kept after use, so that a second use is detected."""

    __tablename__ = "authorization_code"
    __table_args__ = (
        # Else the end of a family looks for its code among all.
        columns.partial_index(
            "ix_authorization_code_family_id", "family_id", where="family_id IS NOT NULL"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), index=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    redirect_uri: Mapped[str] = mapped_column(Text)  # where the code was sent
    redirect_uri_given: Mapped[bool]  # whether the authorization request named it
    scopes: Mapped[str] = mapped_column(String(300))
    code_challenge: Mapped[str | None] = mapped_column(String(128))
    dpop_jkt: Mapped[str | None] = mapped_column(String(43))  # the key that must redeem it
    audience: Mapped[str | None] = mapped_column(String(100))  # of the tokens, at most
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)
    used_at: Mapped[int | None]
    family_id: Mapped[int | None] = mapped_column(ForeignKey("token_family.id"))
    # Of requests with the scope openid.
    authentication_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_authentication.id"), index=True
    )

    grant: Mapped[Grant] = relationship()
    client: Mapped[Client] = relationship()
    family: Mapped[TokenFamily | None] = relationship()

    @classmethod
    def issue(
        cls,
        grant: Grant,
        *,
        scopes: str,
        redirect_uri: str,
        redirect_uri_given: bool = True,
        code_challenge: str | None = None,
        authentication: UserAuthentication | None = None,
        dpop_jkt: str | None = None,
        audience: str | None = None,
    ) -> str:
        """Return the text of a new code under ``grant``; it is not stored."""
        plain = secret.generate(secret.Kind.AUTHORIZATION_CODE)
        db.session.add(
            cls(
                digest=secret.digest(plain),
                grant=grant,
                client=grant.client,
                scopes=scopes,
                redirect_uri=redirect_uri,
                redirect_uri_given=redirect_uri_given,
                code_challenge=code_challenge,
                authentication_id=authentication.id if authentication else None,
                dpop_jkt=dpop_jkt,
                audience=audience,
                expires_at=clock.now() + settings().authorization_code_lifetime,
            )
        )
        return plain

    @classmethod
    def find(cls, code: str, client: Client) -> "AuthorizationCode | None":
        """Return the client's code, spent or not; None for another client's."""
        return db.session.scalar(
            select(cls).where(cls.digest == secret.digest(code), cls.client_id == client.id)
        )

    def hold(self) -> None:
        """Read it again, and let no one narrow its grant until the commit."""
        self.grant.hold()
        db.session.refresh(self)

    @property
    def is_expired(self) -> bool:
        """Whether it has expired."""
        return clock.now() >= self.expires_at

    @property
    def is_usable(self) -> bool:
        """Whether it may be redeemed: unused, unexpired, and its grant may be used."""
        is_fresh = is_unused(self.used_at, self.expires_at, clock.now())
        return is_fresh and bool(self.scopes) and self.grant.is_usable

    @property
    def is_of_trial(self) -> bool:
        """Whether it was issued in a trial by the client's developer."""
        return self.redirect_uri == trial.callback(self.client.client_id)

    @property
    def code_challenge_method(self) -> str | None:
        """S256, or None without a challenge; plain is never accepted (RFC 9700, 2.1.1)."""
        return "S256" if self.code_challenge else None

    def redeem(self) -> bool:
        """Spend the code and open the family of its tokens.

        True for exactly one caller, however many try at once.
        """
        spent = rows_changed(
            update(AuthorizationCode)
            .where(
                AuthorizationCode.id == self.id,
                AuthorizationCode.used_at.is_(None),
                AuthorizationCode.expires_at > clock.now(),
            )
            .values(used_at=clock.now())
        )
        if not spent:
            db.session.refresh(self)
            return False
        self.family = TokenFamily.open(self.grant, audience=self.audience)
        self.family.authentication_id = self.authentication_id
        if self.is_of_trial:
            self.family.expires_at = clock.now() + trial.LIFETIME
        return True

    def issue_tokens(
        self, *, dpop_jkt: str | None = None, audience: str | None = None
    ) -> TokenPair:
        """Return the tokens of the redeemed code, bound to the key with this thumbprint if any.

        ``audience`` is that of the access token, by default the code's. There is no refresh token
        if the client gets none.
        """
        if self.family is None:
            raise RuntimeError("The code has not been redeemed.")
        return refresh_token.begin(
            self.family, scopes=self.scopes, dpop_jkt=dpop_jkt, audience=audience
        )

    def revoke_issued_tokens(self) -> bool:
        """Revoke the tokens of the code after a second use; False when there are none."""
        if self.family is None:
            return False
        self.family.revoke()
        audit_trail.record("authorization_code.replayed", grant=self.grant)
        return True

    def get_redirect_uri(self) -> None:
        """Return None to Authlib, because ``accepts_redirect_uri`` compares the redirect URI."""

    def get_scope(self) -> str:
        """Return its scopes; Authlib calls this."""
        return self.scopes

    def accepts_redirect_uri(self, repeated: str | None) -> bool:
        """Whether the token request repeats the redirect URI as required (RFC 6749, 4.1.3).

        It may be missing if the authorization request did not name it, or if the client's
        settings allow that and it has a single redirect URI. If sent, it must be the same.
        """
        if repeats_redirect_uri(
            repeated, sent_to=self.redirect_uri, was_named=self.redirect_uri_given
        ):
            return True
        is_optional = self.client.redirect_uri_optional and len(self.client.redirect_uris) == 1
        return not repeated and is_optional


def is_unused(used_at: int | None, expires_at: int, now: int) -> bool:
    """Whether a code was neither redeemed nor has expired."""
    return used_at is None and now < expires_at


def repeats_redirect_uri(repeated: str | None, *, sent_to: str, was_named: bool) -> bool:
    """Whether ``repeated`` is where the code was sent to, or missing as in the authorization."""
    if not repeated:
        return not was_named
    return hmac.compare_digest(sent_to.encode(), repeated.encode())
