"""A webhook: an address of an app to which the server sends what changed."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database import work_signal
from app.extensions import db
from app.language.texts import gettext as _
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.values import clock, columns, sealed_text, secret
from app.models.values.errors import LimitError, ValidationError
from app.models.values.sealed_text import UnreadableTextError
from app.models.webhooks import webhook_cursor, webhook_secret, webhook_types
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery
from app.outbound import hook_address

PREFIX = "whk_"
MAX_URL = 500  # characters
DAY = 86_400  # seconds
KEPT = 30 * DAY  # for which an ended webhook is kept, as its deliveries are


class State(StrEnum):
    """An ended webhook is told nothing, a paused one once it is resumed."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Reason(StrEnum):
    """Why a webhook is paused or ended."""

    FAILING = "failing"  # it refused a message for days
    CHOSEN = "chosen"  # a developer of the app paused it
    GONE = "gone"  # it answered 410
    REMOVED = "removed"
    GRANT_ENDED = "grant_ended"


class Webhook(db.Model):
    """A subscription of an app: to every team that it reads, or through a grant to one of them.

    ``due_at`` is when it may be told more after a failure; ``lease`` is of the turn of a worker,
    which tells it alone until ``leased_until``.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        Index("ix_webhook_client_id", "client_id", "id"),
        Index("ix_webhook_grant_id", "grant_id", "id"),
        columns.partial_index("ix_webhook_turn", "turn_at", "id", where="state <> 'ended'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    url: Mapped[str] = mapped_column(String(MAX_URL))
    types: Mapped[str] = mapped_column(String(200))  # separated by spaces
    sealed_secret: Mapped[str] = mapped_column(Text)
    former_sealed_secret: Mapped[str | None] = mapped_column(Text)
    former_until: Mapped[int | None]  # when receivers must have the present secret
    state: Mapped[str] = mapped_column(String(10), default=State.ACTIVE)
    reason: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    state_at: Mapped[int] = mapped_column(default=lambda: clock.now())  # since when it is so
    failures: Mapped[int] = mapped_column(default=0)  # since the last success
    last_delivered_at: Mapped[int | None]
    last_failed_at: Mapped[int | None]
    due_at: Mapped[int] = mapped_column(default=0)
    turn_at: Mapped[int] = mapped_column(default=0)  # when its last turn began
    lease: Mapped[str | None] = mapped_column(String(24))
    leased_until: Mapped[int] = mapped_column(default=0)

    client: Mapped[Client] = relationship()
    grant: Mapped[Grant | None] = relationship()

    @classmethod
    def create(
        cls,
        client: Client,
        *,
        url: str,
        types: Collection[str],
        grant: Grant | None = None,
        team_id: int | None = None,
    ) -> tuple["Webhook", str]:
        """A new webhook and its secret; a first ping is on its way.

        One of a grant is told of the team with ``team_id``, or of all teams of the grant.

        Raises ValidationError("url" or "types", …), and LimitError("url", …) when the app, or the
        grant, has as many as it may have.
        """
        names, address = webhook_types.check(types), _check_url(url)
        if grant is None:
            # No grant is approved meanwhile whose teams it would miss.
            client.hold()
        else:
            grant.lock()
        _require_room(client, grant)
        text = webhook_secret.generate()
        hook = cls(public_id=secret.public_id(PREFIX), client=client, grant=grant, url=address)
        hook.types, hook.team_id = " ".join(names), team_id
        hook.sealed_secret = hook._seal(text)
        db.session.add(hook)
        db.session.flush()
        webhook_cursor.cover(client.id, hook_id=hook.id)
        hook._record("webhook.added", url=address, types=hook.types)
        WebhookDelivery.ping(hook.id)
        return hook, text

    @property
    def type_names(self) -> tuple[str, ...]:
        """The types that it is told, in the usual order."""
        return tuple(self.types.split())

    @classmethod
    def find_of_client(cls, client: Client, public_id: str) -> "Webhook | None":
        """The app's own webhook with this ID, unless it has been removed."""
        return cls._find(cls.select_of_client(client), public_id)

    @classmethod
    def list_of_client(cls, client: Client) -> list["Webhook"]:
        """The app's own webhooks, oldest first, with those that ended by themselves."""
        return list(db.session.scalars(cls.select_of_client(client).order_by(cls.id)))

    @classmethod
    def select_of_client(cls, client: Client) -> "Select[Webhook]":
        """The same as a statement."""
        own = (cls.client_id == client.id, cls.grant_id.is_(None))
        return select(cls).where(*own, cls.reason.is_distinct_from(Reason.REMOVED))

    @classmethod
    def find_of_grant(cls, grant_id: int, team_id: int, public_id: str) -> "Webhook | None":
        """The webhook of this grant and team with this ID, unless it has ended."""
        return cls._find(cls._select_of_grant(grant_id, team_id), public_id)

    @classmethod
    def list_stopped(cls, client_ids: Collection[int], *, limit: int) -> list["Webhook"]:
        """The own webhooks of these clients that are paused for failing, the latest first."""
        paused = select(cls).where(
            cls.client_id.in_(client_ids), cls.grant_id.is_(None), cls.has_stopped()
        )
        return list(db.session.scalars(paused.order_by(cls.state_at.desc(), cls.id).limit(limit)))

    @classmethod
    def list_of_grant(cls, grant_id: int, team_id: int) -> list["Webhook"]:
        """The webhooks of this grant and team that have not ended, oldest first."""
        return list(db.session.scalars(cls._select_of_grant(grant_id, team_id).order_by(cls.id)))

    def secrets(self) -> list[str]:
        """The secrets that receivers may have, the newest first.

        Empty when they were encrypted under a SECRET_KEY that is no longer set.
        """
        sealed = [self.sealed_secret]
        if self.former_sealed_secret is not None and clock.now() < (self.former_until or 0):
            sealed.append(self.former_sealed_secret)
        try:
            return [sealed_text.unseal(text, context=_context(self.public_id)) for text in sealed]
        except UnreadableTextError:  # `stagedoor check` reports it
            return []

    def rotate_secret(self) -> str:
        """A new secret; messages are signed with the former one, too, until ``former_until``."""
        text = webhook_secret.generate()
        self.former_sealed_secret, self.sealed_secret = self.sealed_secret, self._seal(text)
        self.former_until = clock.now() + settings().webhook_secret_overlap
        self._record("webhook.secret_rotated")
        return text

    def remove(self) -> None:
        """Tell it nothing from now on, and forget its secrets."""
        if self.reason != Reason.REMOVED:
            self._stop(Reason.REMOVED)
            self._record("webhook.removed")

    def resume(self) -> None:
        """Tell a paused webhook the rest, from where it stopped. Does nothing to another one."""
        if self.state == State.PAUSED:
            self._turn(State.ACTIVE, None)
            self.failures = self.due_at = 0
            self._record("webhook.resumed")

    def send_test(self) -> WebhookDelivery:
        """A ping, which is sent once; also while it is paused."""
        delivery = WebhookDelivery.ping(self.id)
        self._record("webhook.tested")
        return delivery

    def resend(self, delivery: WebhookDelivery) -> None:
        """Send a delivery once more, with the same ``webhook-id``; also while it is paused.

        Nothing is sent when the app may no longer read what the message is about.
        """
        if delivery.is_resendable and self.state != State.ENDED:
            delivery.state, delivery.is_extra = DeliveryState.PENDING, True
            self._record("webhook.resent", delivery=delivery.public_id)

    def replay(self, since: int) -> None:
        """Tell everything again that has changed since then, as new messages in the same order.

        Raises ValidationError("since", …) unless it is within the last 30 days.
        """
        now = clock.now()
        if not now - KEPT <= since <= now:
            raise ValidationError("since", _("Choose a time within the last 30 days."))
        webhook_cursor.move_back(self.id, since)
        WebhookDelivery.repeat_news(self.id, since)
        self._record("webhook.replayed", since=since)

    def choose_types(self, types: Collection[str]) -> None:
        """Tell it messages of these types from now on. Raises ValidationError("types", …)."""
        names = webhook_types.check(types)
        self.client.hold()  # for the reason that create() has
        self.types = " ".join(names)
        db.session.flush()
        webhook_cursor.uncover(self.id, self.type_names)
        webhook_cursor.cover(self.client_id, hook_id=self.id)
        self._record("webhook.changed", types=self.types)

    def pause(self, reason: Reason) -> None:
        """Tell it nothing until it is resumed. Does nothing to one that is not active."""
        if self.state == State.ACTIVE:
            self._turn(State.PAUSED, reason)
            self._record("webhook.paused", reason=reason)

    @classmethod
    def has_stopped(cls) -> ColumnElement[bool]:
        """SQL condition: paused because its messages were refused for days."""
        return and_(cls.state == State.PAUSED, cls.reason == Reason.FAILING)

    def end(self, reason: Reason) -> None:
        """Tell it nothing any more."""
        if self.state != State.ENDED:
            self._stop(reason)
            self._record("webhook.ended", reason=reason)

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """SQL condition: ended, and so long ago that it has no deliveries any more."""
        has_deliveries = exists().where(WebhookDelivery.webhook_id == cls.id)
        is_past = and_(cls.state == State.ENDED, cls.state_at <= clock.now() - KEPT)
        return and_(is_past, ~has_deliveries)

    @classmethod
    def seal_all_again(cls) -> int:
        """Encrypt secrets of former SECRET_KEYs under the present one; return how many."""
        secrets = (cls.sealed_secret, cls.former_sealed_secret)
        return sum(sealed_text.seal_all_again(each, cls.public_id, _context) for each in secrets)

    @classmethod
    def unreadable(cls) -> ColumnElement[bool]:
        """SQL condition: not ended, and its SECRET_KEY is neither set nor a fallback."""
        prefixes = sealed_text.readable_prefixes()
        are_other = (~cls.sealed_secret.startswith(prefix) for prefix in prefixes)
        return and_(cls.state != State.ENDED, *are_other)

    def _stop(self, reason: Reason) -> None:
        self._turn(State.ENDED, reason)
        WebhookDelivery.withdraw_all(self.id)
        webhook_cursor.forget(self.id)
        self.sealed_secret, self.former_sealed_secret = "", None

    def _turn(self, state: State, reason: Reason | None) -> None:
        self.state, self.reason, self.state_at = state, reason, clock.now()

    def _seal(self, text: str) -> str:
        return sealed_text.seal(text, context=_context(self.public_id))

    def _record(self, action: str, **facts: str | int) -> None:
        work_signal.announce()
        named = {"webhook": self.public_id, **facts}
        audit_trail.record(action, named, client=self.client, grant=self.grant)

    @classmethod
    def _find(cls, among: "Select[Webhook]", public_id: str) -> "Webhook | None":
        if not secret.is_public_id(PREFIX, public_id):
            return None
        return db.session.scalar(among.where(cls.public_id == public_id))

    @classmethod
    def _select_of_grant(cls, grant_id: int, team_id: int) -> "Select[Webhook]":
        is_of_team = or_(cls.team_id.is_(None), cls.team_id == team_id)
        return select(cls).where(cls.grant_id == grant_id, is_of_team, cls.state != State.ENDED)


def _check_url(url: str) -> str:
    address = url.strip()
    if len(address) > MAX_URL:
        raise ValidationError("url", _("Use at most %(n)d characters.", n=MAX_URL))
    if not hook_address.is_allowed(address):
        raise ValidationError(
            "url",
            _("Use an https address of a public server, on the usual port and without password."),
        )
    return address


def _require_room(client: Client, grant: Grant | None) -> None:
    limits = settings()
    most = limits.webhooks_per_app if grant is None else limits.webhooks_per_grant
    present = select(func.count(Webhook.id)).where(
        Webhook.client_id == client.id,
        Webhook.grant_id.is_not_distinct_from(grant and grant.id),
        Webhook.state != State.ENDED,
    )
    if (db.session.scalar(present) or 0) >= most:
        message = _("There are %(n)d webhooks already. Remove one first.", n=most)
        raise LimitError("url", message)


def _context(public_id: str) -> str:
    return f"webhook {public_id}"
