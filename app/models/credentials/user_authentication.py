"""How and when a user signed in: what the ID tokens of a connection say (OpenID Connect Core 2).

It is taken when the user approves, and stays the same through every refresh.
"""

from dataclasses import dataclass

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.values import clock
from app.models.values.claims_request import ClaimsRequest

# Values of ``acr``, the strongest first. ``phr`` is registered: it resists phishing.
WITH_PASSKEY = "phr"
WITH_TWO_FACTORS = "urn:stagedoor:acr:mfa"
WITH_PASSWORD = "urn:stagedoor:acr:pwd"
ACR_VALUES = (WITH_PASSKEY, WITH_TWO_FACTORS, WITH_PASSWORD)


@dataclass(frozen=True)
class Proof:
    """When and how a user showed who they are; ``at`` is in epoch seconds."""

    at: int
    amr: str

    @property
    def acr(self) -> str:
        """How much it proves."""
        return acr_of(self.amr)

    @classmethod
    def of(cls, session: BrowserSession, *, since: int | None = None) -> "Proof":
        """The last proof in ``session``, or the sign-in if that was stronger.

        The time and the methods are those of one proof: a password typed later makes no sign-in by
        passkey a new one. A sign-in before ``since`` does not count.
        """
        sign_in = cls(session.created_at, session.amr)
        last = cls(session.password_proved_at, session.proof_amr or session.amr)
        is_stronger = ACR_VALUES.index(sign_in.acr) < ACR_VALUES.index(last.acr)
        is_admitted = since is None or sign_in.at >= since
        return sign_in if is_stronger and is_admitted else last


class UserAuthentication(db.Model):
    """The sign-in behind a code and its family, with what the request asked to be told of it."""

    __tablename__ = "user_authentication"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    session: Mapped[str] = mapped_column(String(24), index=True)  # the browser session's public ID
    proved_at: Mapped[int]  # when the password or the passkey was last shown
    amr: Mapped[str] = mapped_column(String(40))
    nonce: Mapped[str | None] = mapped_column(Text)
    claims: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)

    user: Mapped[User] = relationship()

    @classmethod
    def of(
        cls,
        session: BrowserSession,
        *,
        nonce: str | None = None,
        claims: ClaimsRequest,
        since: int | None = None,
    ) -> "UserAuthentication":
        """The sign-in in ``session`` as it is now, for a request that wants one ``since``."""
        proof = Proof.of(session, since=since)
        authentication = cls(
            user_id=session.user_id,
            session=session.public_id,
            proved_at=proof.at,
            amr=proof.amr,
            nonce=nonce,
            claims=claims.dump(),
        )
        db.session.add(authentication)
        session.clients_told_at = None  # one more client may have to be told when it ends
        db.session.flush()
        return authentication

    @property
    def claims_request(self) -> ClaimsRequest:
        """What the request asked for."""
        return ClaimsRequest.parse(self.claims)

    @property
    def acr(self) -> str:
        """How much the sign-in proves."""
        return acr_of(self.amr)


def acr_of(amr: str) -> str:
    """The value of ``acr`` for these methods of authentication (RFC 8176)."""
    methods = amr.split()
    if "pop" in methods:
        return WITH_PASSKEY
    return WITH_TWO_FACTORS if "mfa" in methods else WITH_PASSWORD
