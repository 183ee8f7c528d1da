"""Passkeys: key pairs of which the authenticator keeps the private one (WebAuthn Level 3)."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.second_factors import ceremony
from app.models.accounts.second_factors.ceremony import BrowserResponse, RefusedPasskeyError
from app.models.accounts.second_factors.challenge import Challenge, Purpose
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, columns, plain_text, secret
from app.models.values.errors import LimitError

MAX_PASSKEYS = 20  # a user
MAX_NAME = 60  # characters
MAX_CAUSE = 100  # characters of the library's reason
MAX_CREDENTIAL_ID = 1364  # characters: 1,023 bytes in base64url (WebAuthn Level 3 section 7.1)


class Passkey(db.Model):
    """One passkey of a user. It proves possession and, by PIN or biometrics, the person."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("pky_")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(MAX_CREDENTIAL_ID), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)  # unsigned 32 bits
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    last_used_at: Mapped[int | None]

    user: Mapped[User] = relationship()

    @classmethod
    def list_of(cls, user: User) -> Sequence["Passkey"]:
        """Return the passkeys of ``user``, oldest first."""
        return db.session.scalars(
            select(cls).where(cls.user_id == user.id).order_by(cls.id).limit(MAX_PASSKEYS)
        ).all()

    @classmethod
    def find_own(cls, user: User, public_id: str) -> "Passkey | None":
        """Return the passkey with this public id; None unless it belongs to ``user``."""
        if not secret.is_public_id("pky_", public_id):
            return None
        return db.session.scalar(
            select(cls).where(cls.public_id == public_id, cls.user_id == user.id)
        )

    @classmethod
    def check_room(cls, user: User) -> None:
        """Raise LimitError("name", …) when ``user`` has as many passkeys as allowed."""
        if len(cls.list_of(user)) >= MAX_PASSKEYS:
            message = _("You have %(n)d passkeys. Remove one first.", n=MAX_PASSKEYS)
            raise LimitError("name", message)

    @classmethod
    def add(
        cls, user: User, response: BrowserResponse, *, name: str, holder_digest: str
    ) -> "Passkey":
        """Return the new passkey, registered by the browser whose key has this digest.

        Raises RefusedPasskeyError, LimitError, or ValidationError("name", …). The challenge is
        spent in any case, if the caller commits.
        """
        name = plain_text.one_line(name, field="name", max_length=MAX_NAME)
        if not Challenge.spend(response.challenge, Purpose.ADD, holder_digest):
            raise RefusedPasskeyError("challenge")
        new = ceremony.verify_registration(response)
        if len(new.credential_id) > MAX_CREDENTIAL_ID:
            raise RefusedPasskeyError("credential id too long")
        user.hold()
        cls.check_room(user)
        passkey = cls(user_id=user.id, credential_id=new.credential_id, name=name)
        passkey.public_key, passkey.sign_count = new.public_key, new.sign_count
        try:
            with db.session.begin_nested():
                db.session.add(passkey)
        except IntegrityError:
            raise RefusedPasskeyError("registered already") from None
        audit_trail.record("passkey.added", actor=user, name=name)
        return passkey

    @classmethod
    def authenticate(
        cls,
        response: BrowserResponse,
        purpose: Purpose,
        *,
        holder_digest: str,
        user: User | None = None,
    ) -> "Passkey":
        """Return the passkey that signed, for ``user``, or for anyone who has an enabled account.

        Raises RefusedPasskeyError. The challenge is spent in any case, if the caller commits.
        """
        if not Challenge.spend(response.challenge, purpose, holder_digest):
            raise RefusedPasskeyError("challenge")
        passkey: Passkey | None = db.session.scalar(
            select(cls).where(cls.credential_id == response.credential_id)
        )
        if passkey is None or not passkey.user.is_active:
            raise RefusedPasskeyError("unknown passkey")
        if user is not None and passkey.user_id != user.id:
            raise RefusedPasskeyError("passkey of another account")
        # The handle is signed by no one; it must only not contradict (section 7.2, step 6).
        is_named = response.user_handle is not None or user is not None
        if not is_named or response.user_handle not in (None, passkey.user.public_id):
            raise RefusedPasskeyError("user handle")
        passkey._note_use(ceremony.verify_authentication(response, passkey.public_key))
        return passkey

    @classmethod
    def record_refusal(cls, error: RefusedPasskeyError) -> None:
        """Record that no one was signed in by what the browser sent."""
        audit_trail.record("user.passkey_refused", cause=str(error)[:MAX_CAUSE])

    def _note_use(self, counter: int) -> None:
        """Raise RefusedPasskeyError when the counter did not grow: the key may be copied.

        Passkeys that are synchronized between devices always count 0 (section 6.1.1).
        """
        is_greater = Passkey.sign_count < (counter or 1)  # 0 after 0 is no step back
        statement = update(Passkey).where(Passkey.id == self.id, is_greater)
        if not rows_changed(statement.values(sign_count=counter, last_used_at=clock.now())):
            audit_trail.record("passkey.counter_fell", subject=self.user, name=self.name)
            raise RefusedPasskeyError("signature counter")
