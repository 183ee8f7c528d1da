"""The server's signing keys: made once, shared through the database, replaced with an overlap.

A new key is published before it signs, and a former one while its tokens live. The private part
is encrypted under a key derived from SECRET_KEY, so that a dump of the database signs nothing.
"""

import json
from functools import lru_cache
from typing import Any

from flask import current_app
from joserfc.jwk import Key, OKPKey, RSAKey
from sqlalchemy import ColumnElement, String, Text, UniqueConstraint, and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import is_read_only, rows_changed, start_writing
from app.extensions import db
from app.models.audit import audit_trail
from app.models.values import clock, sealed_text
from app.models.values.errors import StagedoorError, ValidationError
from app.models.values.sealed_text import UnreadableTextError

ALGORITHMS = ("RS256", "EdDSA")
RSA_BITS = 2048  # RFC 7518 section 3.3: at least
KEY_SET_MAX_AGE = 300  # seconds that others may keep /oauth/jwks.json
# From publishing to signing: also a cache in between has let go of the former key set.
PUBLISHED_BEFORE = 2 * KEY_SET_MAX_AGE
# From the successor's first signature to the end; no token that is signed lives as long.
PUBLISHED_AFTER = 86_400
MAX_LISTED = 500  # keys; a rotation a month makes 24 in a year
PURPOSE = b"stagedoor signing key 1"


class UnreadableKeyError(StagedoorError):
    """The key that would sign was encrypted under a SECRET_KEY that is no longer set."""


class SigningKey(db.Model):
    """A key pair for one algorithm.

    It signs from ``active_at`` until its successor does, and is published until ``retires_at``.
    A withdrawn key is one that leaked: nothing that it signed is trusted any more.
    """

    __tablename__ = "signing_key"
    # Of all processes that make the next key at once, one succeeds.
    __table_args__ = (UniqueConstraint("alg", "number", name="uq_signing_key_alg_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(String(43), unique=True)  # the thumbprint (RFC 7638)
    alg: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]  # counts the keys of its algorithm
    public_jwk: Mapped[str] = mapped_column(Text)
    sealed_private_jwk: Mapped[str] = mapped_column(Text)  # empty: forgotten after retirement
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    active_at: Mapped[int]
    retires_at: Mapped[int | None]
    withdrawn_at: Mapped[int | None]

    @classmethod
    def current(cls, alg: str) -> "SigningKey":
        """The key of ``alg`` that signs now; the first one is made when there is none."""
        key = cls._newest(alg)
        if key is None:
            make_missing()
            key = cls._newest(alg)
        assert key is not None
        return key

    @classmethod
    def list_published(cls) -> "list[SigningKey]":
        """The keys that verify tokens at other servers, newest first."""
        return list(
            db.session.scalars(select(cls).where(cls.is_published()).order_by(cls.id.desc()))
        )

    @classmethod
    def list_trusted(cls) -> "list[SigningKey]":
        """Every key that was not withdrawn, retired ones too, newest first."""
        rows = select(cls).where(cls.withdrawn_at.is_(None)).order_by(cls.id.desc())
        return list(db.session.scalars(rows.limit(MAX_LISTED)))

    @classmethod
    def find_trusted(cls, kid: str) -> "SigningKey | None":
        """The key with this ID, also a retired one, unless it was withdrawn."""
        return db.session.scalar(select(cls).where(cls.kid == kid, cls.withdrawn_at.is_(None)))

    @classmethod
    def list_in_use(cls) -> "list[SigningKey]":
        """Each algorithm's key that signs now; none is made."""
        return [key for alg in ALGORITHMS if (key := cls._newest(alg)) is not None]

    @classmethod
    def is_published(cls) -> ColumnElement[bool]:
        """Rows in the key set."""
        is_kept = or_(cls.retires_at.is_(None), cls.retires_at > clock.now())
        return and_(cls.withdrawn_at.is_(None), is_kept)

    @property
    def is_readable(self) -> bool:
        """Whether it can sign with the SECRET_KEY and fallbacks that are set."""
        return self.sealed_private_jwk.startswith(tuple(sealed_text.readable_prefixes(PURPOSE)))

    @property
    def public(self) -> dict[str, Any]:
        """The public JWK with ``kid``, ``alg`` and ``use``."""
        jwk: dict[str, Any] = json.loads(self.public_jwk)
        return {**jwk, "kid": self.kid, "alg": self.alg, "use": "sig"}

    @property
    def private(self) -> Key:
        """The private key; raises UnreadableKeyError."""
        prefixes = tuple(sealed_text.readable_prefixes(PURPOSE))
        try:
            return _open(self.kid, self.alg, self.sealed_private_jwk, prefixes)
        except UnreadableTextError:
            raise UnreadableKeyError(self.kid) from None

    @classmethod
    def _newest(cls, alg: str) -> "SigningKey | None":
        can_sign = (cls.alg == alg, cls.active_at <= clock.now(), cls.withdrawn_at.is_(None))
        return db.session.scalar(select(cls).where(*can_sign).order_by(cls.number.desc()).limit(1))

    @classmethod
    def _last_number(cls, alg: str) -> int:
        last = select(cls.number).where(cls.alg == alg).order_by(cls.number.desc()).limit(1)
        return db.session.scalar(last) or 0

    @classmethod
    def _make(cls, alg: str, number: int, active_at: int) -> "SigningKey | None":
        """The new key; None when another process made this one."""
        pair = _generate(alg)
        kid = pair.thumbprint()
        sealed = sealed_text.seal(
            json.dumps(pair.as_dict(private=True)), context=_context(kid), purpose=PURPOSE
        )
        key = cls(
            kid=kid,
            alg=alg,
            number=number,
            public_jwk=json.dumps(pair.as_dict(private=False)),
            sealed_private_jwk=sealed,
            active_at=active_at,
        )
        try:
            with db.session.begin_nested():
                db.session.add(key)
        except IntegrityError:
            return None
        audit_trail.record("signing_key.made", kid=kid, alg=alg)
        return key


def make_missing() -> None:
    """Make the first key of each algorithm that has none, whichever process comes first.

    In a request that only reads they are committed at once; otherwise with the transaction.
    """
    missing = [alg for alg in ALGORITHMS if SigningKey._last_number(alg) == 0]
    if not missing:
        return
    if is_read_only():
        with current_app.app_context():  # has a session of its own
            start_writing()
            _make_first(missing)
            db.session.commit()
        db.session.rollback()  # so that the request sees what was committed
    else:
        _make_first(missing)


def rotate() -> list[SigningKey]:
    """Publish a new key for each algorithm; it signs when no cache can miss it any more.

    A present key that cannot be read is replaced at once. Raises ValidationError while the last
    rotation has not come into effect.
    """
    now = clock.now()
    begins = {alg: now + PUBLISHED_BEFORE if _can_sign(alg) else now for alg in ALGORITHMS}
    if any(_is_waiting(alg, now) for alg in ALGORITHMS):
        raise ValidationError("keys", "The keys of the last rotation do not sign yet. Wait.")
    made = [_succeed(alg, begin) for alg, begin in begins.items()]
    audit_trail.record("signing_keys.rotated")
    return made


def replace_compromised() -> list[SigningKey]:
    """Withdraw every key and sign with new ones at once; what the old ones signed is invalid."""
    now = clock.now()
    withdrawal = update(SigningKey).where(SigningKey.withdrawn_at.is_(None))
    db.session.execute(withdrawal.values(withdrawn_at=now, retires_at=now))
    made = [_succeed(alg, now) for alg in ALGORITHMS]
    audit_trail.record("signing_keys.withdrawn")
    return made


def forget_retired() -> int:
    """Erase the private parts of retired keys; return how many."""
    is_over = and_(SigningKey.retires_at <= clock.now(), SigningKey.sealed_private_jwk != "")
    return rows_changed(update(SigningKey).where(is_over).values(sealed_private_jwk=""))


def seal_all_again() -> int:
    """Encrypt keys of former SECRET_KEYs under the present one; return how many."""
    present, *former = sealed_text.readable_prefixes(PURPOSE)
    keys = [key for key in SigningKey.list_published() if key.is_readable]
    old = [key for key in keys if not key.sealed_private_jwk.startswith(present)]
    for key in old:
        context = _context(key.kid)
        plain = sealed_text.unseal(key.sealed_private_jwk, context=context, purpose=PURPOSE)
        key.sealed_private_jwk = sealed_text.seal(plain, context=context, purpose=PURPOSE)
    return len(old)


def _make_first(algorithms: list[str]) -> None:
    for alg in algorithms:
        SigningKey._make(alg, 1, clock.now())


def _succeed(alg: str, active_at: int) -> SigningKey:
    key = SigningKey._make(alg, SigningKey._last_number(alg) + 1, active_at)
    if key is None:
        raise ValidationError("keys", "Another rotation was faster.")
    former = update(SigningKey).where(
        SigningKey.alg == alg, SigningKey.id != key.id, SigningKey.retires_at.is_(None)
    )
    db.session.execute(former.values(retires_at=active_at + PUBLISHED_AFTER))
    return key


def _can_sign(alg: str) -> bool:
    return any(key.alg == alg and key.is_readable for key in SigningKey.list_in_use())


def _is_waiting(alg: str, now: int) -> bool:
    keys = SigningKey.list_published()
    return any(key.alg == alg and key.active_at > now and key.is_readable for key in keys)


def _generate(alg: str) -> Key:
    if alg == "RS256":
        return RSAKey.generate_key(RSA_BITS)
    return OKPKey.generate_key("Ed25519")


@lru_cache(maxsize=16)
def _open(kid: str, alg: str, sealed: str, _prefixes: tuple[str, ...]) -> Key:
    """The parsed private key. The prefixes make a changed SECRET_KEY count at once."""
    jwk = json.loads(sealed_text.unseal(sealed, context=_context(kid), purpose=PURPOSE))
    return RSAKey.import_key(jwk) if alg == "RS256" else OKPKey.import_key(jwk)


def _context(kid: str) -> str:
    return f"private key {kid}"
