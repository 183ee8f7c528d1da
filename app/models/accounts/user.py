"""User accounts: the people who sign in."""

from typing import Any, NamedTuple

from sqlalchemy import Index, Row, Select, String, Text, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.config import settings
from app.database.connections import hot_read
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts import languages, password
from app.models.audit import audit_trail
from app.models.values import clock, columns, email_address, names, wall_time
from app.models.values.errors import ValidationError

MAX_NAME = 80  # characters
GONE = "Deleted account"  # the name that a deleted account shows


class User(db.Model):
    """An organizer, a developer, an operator, or all three."""

    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL
    __table_args__ = (
        Index("uq_user_account_email_key", "email_key", unique=True),
        columns.partial_index("ix_user_account_disabled", "id", where="disabled_at IS NOT NULL"),
        columns.partial_index(
            "ix_user_account_operator", "id", where="is_operator = 1", on_postgresql="is_operator"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("usr_")
    email: Mapped[str] = mapped_column(String(254), unique=True)  # as mail is sent to it
    # What the address is compared by. None for a deleted account, and for one of several with the
    # same address from before there was this key (address_collisions.py).
    email_key: Mapped[str | None] = mapped_column(String(254))
    verified_at: Mapped[int | None]
    password_hash: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    # The chosen language; None without a choice, when pages are in that of the browser.
    locale: Mapped[str | None] = mapped_column(String(10))
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    is_operator: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[int | None]
    deleted_at: Mapped[int | None]  # no personal data is left then
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    is_authenticated = True  # read by Flask-Login

    @classmethod
    def register(
        cls,
        *,
        email: str,
        name: str,
        new_password: str,
        timezone: str | None = None,
        locale: str | None = None,
    ) -> "User":
        """Return a new account, not yet stored; raises ValidationError for an invalid field.

        ``store`` finds out whether the address is taken, which visitors must not learn.
        """
        address = email_address.parse(email)
        password.check(new_password, about=(address, name, settings().instance_name))
        return cls(
            email=address,
            name=names.check(name, max_length=MAX_NAME),
            password_hash=password.hash_password(new_password),
            timezone=wall_time.zone(timezone or settings().default_timezone).key,
            locale=locale,
        )

    def store(self, *, by_command: bool = False) -> bool:
        """Add the new account; False when its address is taken, even by a concurrent request."""
        db.session.add(self)
        try:
            db.session.flush()
        except IntegrityError:
            db.session.rollback()
            return False
        if by_command:
            audit_trail.record("user.created", subject=self)
        else:
            audit_trail.record("user.registered", actor=self)
        return True

    @classmethod
    def find_by_email(cls, email: str) -> "User | None":
        """Return the account with this address in any ASCII case, or None."""
        try:
            user: User | None = db.session.scalar(_with_address(select(cls), email))
        except ValidationError:
            return None
        return user

    @classmethod
    def find_by_password(cls, email: str, typed: str) -> "User | None":
        """Return the enabled user with this address and password; None after the same work."""
        row = _find_hash(email)
        # No transaction is open here: hashing takes a fifth of a second.
        is_right = password.verify(row.password_hash if row else None, typed)
        if row is None or not is_right:
            return None
        # The lock: a password that is replaced at this moment starts no session afterwards.
        same = select(cls).where(cls.id == row.id, cls.password_hash == row.password_hash)
        user = db.session.scalar(same.with_for_update(read=True))
        return user if user is not None and user.is_active else None

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all."""
        return self.disabled_at is None

    @property
    def must_verify(self) -> bool:
        """Whether the address must be verified before this user authorizes or registers apps."""
        return self.verified_at is None and settings().verified_email_required

    def check_password(self, typed: str) -> bool:
        """Whether ``typed`` is this user's password."""
        return password.verify(self.password_hash, typed)

    def set_password(self, new_password: str) -> None:
        """Replace the password; raises ValidationError("password", …)."""
        password.check(new_password, about=(self.email, self.name, settings().instance_name))
        self.password_hash = password.hash_password(new_password)

    def change_profile(self, *, name: str, timezone: str, locale: str | None = None) -> None:
        """Change name, time zone and, unless None, language; raises ValidationError(field, …)."""
        if name.strip() != self.name:  # an older name may break a newer rule
            self.name = names.check(name, max_length=MAX_NAME)
        self.move_to(timezone)
        if locale is not None and locale not in languages.LOCALES:
            raise ValidationError("locale", _("Choose one of the languages."))
        self.locale = locale or self.locale
        audit_trail.record("profile.changed", actor=self)

    def move_to(self, timezone: str) -> None:
        """Show times in this zone; raises ValidationError("timezone", …)."""
        self.timezone = wall_time.zone(timezone).key

    def hold(self) -> None:
        """Lock the account's row until the commit, so that concurrent changes take turns."""
        db.session.execute(select(User.id).where(User.id == self.id).with_for_update())

    def verify(self) -> None:
        """Record that the user receives mail at their address."""
        self.verified_at = clock.now()

    def vouch_for(self) -> None:
        """Record that an operator knows the address to be the user's."""
        self.verify()
        self.record("user.vouched_for")

    @validates("email")
    def _keep_key(self, _column: str, address: str) -> str:
        self.email_key = email_address.key(address)
        return address

    def forget(self) -> None:
        """Erase all personal data, keeping the row that others refer to."""
        self.deleted_at = self.disabled_at = clock.now()
        self.email = self.public_id  # not an address, so no one can sign in or up with it
        self.email_key = None
        self.name, self.password_hash = GONE, ""
        self.verified_at, self.is_operator = None, False
        self.locale, self.timezone = None, "UTC"

    def disable(self, reason: str | None = None) -> None:
        """Stop every session and token of this user from the next request on."""
        self.disabled_at = self.disabled_at or clock.now()
        self.record("user.disabled", reason=reason)

    def enable(self) -> None:
        """Undo ``disable``: unexpired sessions and unrevoked grants work again."""
        self.disabled_at = None
        self.record("user.enabled")

    def record(self, action: str, **facts: str | None) -> None:
        """Add a line about the account to the audit trail."""
        audit_trail.record(action, {**facts, "account": self.public_id}, subject=self)


class Profile(NamedTuple):
    """What apps with profile:read read about a user."""

    id: str
    name: str
    email: str
    locale: str
    timezone: str


def _find_hash(email: str) -> Row[int, str] | None:
    try:
        statement = _with_address(select(User.id, User.password_hash), email)
    except ValidationError:
        return None
    with hot_read() as connection:
        row: Row[int, str] | None = connection.execute(statement).one_or_none()
    return row


def _with_address(users: Select[*tuple[Any, ...]], typed: str) -> Select[*tuple[Any, ...]]:
    """Narrow ``users`` to the one with this address; raises ValidationError("email", …).

    Of old rows that would have the same key, it is the one with exactly this address.
    """
    address, exact = email_address.parse(typed), User.email == typed.strip(" ")
    named = or_(exact, User.email == address, User.email_key == email_address.key(address))
    return users.where(named).order_by(exact.desc(), (User.email == address).desc()).limit(1)
