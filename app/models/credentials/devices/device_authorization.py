"""Device authorizations: a device waits while a person decides on their phone (RFC 8628).

The device polls with the device code; the person types the user code that the device shows.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, String, exists, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.credentials import refresh_token
from app.models.credentials.devices import user_code
from app.models.credentials.refresh_token import TokenPair
from app.models.credentials.token_family import TokenFamily
from app.models.credentials.user_authentication import UserAuthentication
from app.models.grants.grant import Grant
from app.models.values import clock, columns, secret

LIFETIME = 900  # seconds in which the person decides and the device collects its tokens
INTERVAL = 5  # seconds between two polls (RFC 8628 section 3.2)
SLOWER = 5  # seconds that each poll which came too early adds (section 3.5)
KEPT = 86_400  # seconds after it expired, in which a device still reads why


class PollState(StrEnum):
    """What a device learns when it polls."""

    PENDING = "authorization_pending"
    TOO_EARLY = "slow_down"
    DENIED = "access_denied"
    EXPIRED = "expired_token"
    USED = "used"
    APPROVED = "approved"


@dataclass(frozen=True)
class DeviceCodes:
    """The two codes of a new authorization; neither is stored."""

    device_code: str
    user_code: str


class DeviceAuthorization(db.Model):
    """A device's request, the person's decision about it, and whether its tokens were collected."""

    __tablename__ = "device_authorization"
    __table_args__ = tuple(
        columns.partial_index(
            f"ix_device_authorization_{column}", column, where=f"{column} IS NOT NULL"
        )
        for column in ("authentication_id", "family_id")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    scopes: Mapped[str] = mapped_column(String(300))
    audience: Mapped[str | None] = mapped_column(String(100))  # of the tokens, at most
    network: Mapped[str] = mapped_column(String(64))  # from where the device asked
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)
    poll_interval: Mapped[int] = mapped_column(default=INTERVAL)  # seconds
    last_polled_at: Mapped[int | None]
    decided_at: Mapped[int | None]
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant.id"), index=True)
    redeemed_at: Mapped[int | None]
    # Of requests with the scope openid.
    authentication_id: Mapped[int | None] = mapped_column(ForeignKey("user_authentication.id"))
    family_id: Mapped[int | None] = mapped_column(ForeignKey("token_family.id"))

    client: Mapped[Client] = relationship()
    grant: Mapped[Grant | None] = relationship()
    family: Mapped[TokenFamily | None] = relationship()

    @classmethod
    def issue(
        cls, client: Client, *, scopes: str, network: str, audience: str | None = None
    ) -> DeviceCodes:
        """Return the codes of a new authorization."""
        codes = DeviceCodes(secret.generate(secret.Kind.DEVICE_CODE), cls._free_user_code())
        db.session.add(
            cls(
                digest=secret.digest(codes.device_code),
                user_code_digest=user_code.digest(codes.user_code),
                client=client,
                scopes=scopes,
                audience=audience,
                network=network,
                expires_at=clock.now() + LIFETIME,
            )
        )
        return codes

    @classmethod
    def find(cls, device_code: str, client: Client) -> "DeviceAuthorization | None":
        """Return the client's authorization, decided or not; None for another client's."""
        return db.session.scalar(
            select(cls).where(cls.digest == secret.digest(device_code), cls.client_id == client.id)
        )

    @classmethod
    def find_undecided(cls, code: str) -> "DeviceAuthorization | None":
        """Return the one that awaits a decision under this user code.

        None for an unknown code and for one that has expired, was decided or belongs to a client
        that cannot be used: a stranger who guesses learns nothing from the difference.
        """
        row = db.session.scalar(
            select(cls).where(
                cls.user_code_digest.in_(user_code.possible_digests(code)),
                cls.decided_at.is_(None),
                cls.expires_at > clock.now(),
            )
        )
        return row if row is not None and row.client.is_usable else None

    def hold(self) -> None:
        """Read it again, and let no one narrow its grant until the commit."""
        if self.grant is not None:
            self.grant.hold()
        db.session.refresh(self)

    @property
    def is_expired(self) -> bool:
        """Whether it has expired."""
        return clock.now() >= self.expires_at

    def approve(self, grant: Grant, authentication: UserAuthentication | None = None) -> bool:
        """Let the device collect tokens under ``grant``. True for exactly one decision."""
        authentication_id = authentication.id if authentication is not None else None
        if not self._decide(grant_id=grant.id, authentication_id=authentication_id):
            return False
        facts = {"network": self.network}
        audit_trail.record("device.connected", facts, actor=grant.user, grant=grant)
        return True

    def deny(self) -> bool:
        """Let the device learn that the person said no. True for exactly one decision."""
        return self._decide()

    def poll(self) -> PollState:
        """What the device learns now; asking again too early makes it wait longer from then on."""
        if self.redeemed_at is not None:
            return PollState.USED
        if self.is_expired:
            return PollState.EXPIRED
        if self.decided_at is not None:
            return PollState.DENIED if self.grant_id is None else PollState.APPROVED
        last, now = self.last_polled_at, clock.now()
        is_early = last is not None and now < last + self.poll_interval
        changed = update(DeviceAuthorization).where(DeviceAuthorization.id == self.id)
        slower = DeviceAuthorization.poll_interval + (SLOWER if is_early else 0)
        db.session.execute(changed.values(last_polled_at=now, poll_interval=slower))
        db.session.refresh(self)
        return PollState.TOO_EARLY if is_early else PollState.PENDING

    def redeem(
        self, *, dpop_jkt: str | None = None, audience: str | None = None
    ) -> TokenPair | None:
        """Return the tokens to exactly one caller, however many poll at once; None to others.

        They are bound to the key with this thumbprint if any. ``audience`` is that of the access
        token, by default what the device asked for at first.
        """
        if self.grant is None:
            return None
        spent = rows_changed(
            update(DeviceAuthorization)
            .where(
                DeviceAuthorization.id == self.id,
                DeviceAuthorization.redeemed_at.is_(None),
                DeviceAuthorization.expires_at > clock.now(),
            )
            .values(redeemed_at=clock.now())
        )
        if not spent:
            db.session.refresh(self)
            return None
        self.family = TokenFamily.open(self.grant, audience=self.audience)
        self.family.authentication_id = self.authentication_id
        return refresh_token.begin(
            self.family, scopes=self.scopes, dpop_jkt=dpop_jkt, audience=audience
        )

    def _decide(self, **values: int | None) -> bool:
        decided = rows_changed(
            update(DeviceAuthorization)
            .where(
                DeviceAuthorization.id == self.id,
                DeviceAuthorization.decided_at.is_(None),
                DeviceAuthorization.expires_at > clock.now(),
            )
            .values(decided_at=clock.now(), **values)
        )
        return decided == 1

    @classmethod
    def _free_user_code(cls) -> str:
        code = user_code.generate()
        taken = exists().where(cls.user_code_digest == user_code.digest(code))
        return cls._free_user_code() if db.session.scalar(select(taken)) else code
