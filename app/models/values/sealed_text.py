"""Texts that are stored encrypted, because the server has to read them again (AES-256-GCM).

The key is derived from SECRET_KEY (HKDF, RFC 5869). A text that was sealed under one of the
SECRET_KEY_FALLBACKS can still be read.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.database.slices import slices_of
from app.extensions import db
from app.models.values.errors import StagedoorError

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D section 8.2.2: random nonces of 96 bits
PURPOSE = b"stagedoor sealed text 1"


class UnreadableTextError(StagedoorError):
    """The text was changed, belongs to another context, or its key is no longer set."""


def seal(text: str, *, context: str, purpose: bytes = PURPOSE) -> str:
    """Return ``text`` encrypted; only ``unseal`` with the same ``context`` reads it again.

    Each ``purpose`` has a key of its own.
    """
    key, nonce = _keys(purpose)[0], os.urandom(NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
    return f"{_key_id(key)}.{base64.urlsafe_b64encode(nonce + box).decode()}"


def unseal(sealed: str, *, context: str, purpose: bytes = PURPOSE) -> str:
    """Return the text; raises UnreadableTextError."""
    key_id, _dot, body = sealed.partition(".")
    try:
        box = base64.b64decode(body.encode("ascii"), b"-_", validate=True)
        key = next(key for key in _keys(purpose) if _key_id(key) == key_id)
        plain = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode())
    except (StopIteration, InvalidTag, UnicodeEncodeError, binascii.Error, ValueError):
        raise UnreadableTextError from None
    return plain.decode()


def readable_prefixes(purpose: bytes = PURPOSE) -> list[str]:
    """Return how the texts begin that can be read, the present SECRET_KEY's first."""
    return [f"{_key_id(key)}." for key in _keys(purpose)]


def seal_all_again(
    texts: InstrumentedAttribute[Any],
    owners: InstrumentedAttribute[Any],
    context_of: Callable[[Any], str],
) -> int:
    """Encrypt texts under a former SECRET_KEY with the present one; return how many.

    ``texts`` and ``owners`` are columns of one noun, and ``context_of`` tells a text's context by
    its owner. Each slice is committed, so it may be interrupted and begun again. A text that cannot
    be read stays as it is.
    """
    _present, *former = readable_prefixes()
    if not former:
        return 0
    noun, count = texts.class_, 0
    old_rows = select(noun.id, texts, owners).where(or_(*map(texts.startswith, former)))
    for these in slices_of(noun):
        rows = db.session.execute(old_rows.where(these)).all()
        changes = [
            {"row": row, "old": old, "again": again}
            for row, old, owner in rows
            if (again := _seal_again(old, context_of(owner))) is not None
        ]
        if changes:
            # Only as it was read: a secret that is replaced just now must not come back.
            mine = (noun.id == bindparam("row"), texts == bindparam("old"))
            change = update(noun.__table__).where(*mine).values({texts.key: bindparam("again")})
            db.session.connection().execute(change, changes)
        db.session.commit()
        count += len(changes)
    return count


def _seal_again(sealed: str, context: str) -> str | None:
    try:
        return seal(unseal(sealed, context=context), context=context)
    except UnreadableTextError:
        return None


def _keys(purpose: bytes) -> list[bytes]:
    config = current_app.config
    secrets = (config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"])
    return [_derive(secret, purpose) for secret in secrets]


@lru_cache(maxsize=16)
def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret.encode())


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"id" + key).hexdigest()[:8]
