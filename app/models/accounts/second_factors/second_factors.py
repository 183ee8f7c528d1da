"""All second factors of a user: whether there is one, and what ends them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, select

from app.extensions import db
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values.errors import LastFactorError


@dataclass(frozen=True)
class Factors:
    """What a user has set up. Recovery codes replace a factor; they are none."""

    passkeys: Sequence[Passkey]
    authenticator: TOTPAuthenticator | None
    recovery_codes: int  # not used yet

    @property
    def count(self) -> int:
        """How many factors there are."""
        return len(self.passkeys) + (self.authenticator is not None)


def read(user: User) -> Factors:
    """Return the factors of ``user``."""
    return Factors(
        Passkey.list_of(user), TOTPAuthenticator.find(user), RecoveryCode.count_left(user)
    )


def are_on(user: User) -> bool:
    """Whether ``user`` has a factor, so that the password alone signs no one in."""
    has_passkey = exists().where(Passkey.user_id == user.id)
    has_app = exists().where(TOTPAuthenticator.user_id == user.id)
    return bool(db.session.scalar(select(has_passkey | has_app)))


def remove(user: User, factor: Passkey | TOTPAuthenticator, *, is_demanded: bool) -> None:
    """Delete one factor of ``user``; with the last one, the recovery codes.

    Raises LastFactorError when one ``is_demanded`` and this is the last. Does nothing when another
    request has just removed it.
    """
    noun, own_id, name = type(factor), factor.id, getattr(factor, "name", None)
    user.hold()
    if not db.session.scalar(select(exists().where(noun.id == own_id))):
        return
    is_last = read(user).count == 1
    if is_last and is_demanded:
        raise LastFactorError
    db.session.execute(delete(noun).where(noun.id == own_id))
    if is_last:
        RecoveryCode.forget_all(user)
    action = "passkey.removed" if noun is Passkey else "authenticator.removed"
    audit_trail.record(action, actor=user, name=name)


def end_all(user: User, reason: str | None = None) -> bool:
    """Delete every factor of ``user``, who has lost them; False when there was none.

    For operators: the password alone signs the user in then.
    """
    if not forget(user):
        return False
    user.record("second_factors.ended", reason=reason)
    return True


def forget(user: User) -> bool:
    """Delete every factor and recovery code of ``user`` without a line; False for none."""
    user.hold()
    had_any = are_on(user)
    for noun in (Passkey, TOTPAuthenticator, RecoveryCode):
        db.session.execute(delete(noun).where(noun.user_id == user.id))
    return had_any
