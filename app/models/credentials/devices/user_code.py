"""User codes: short enough to be typed (RFC 8628 section 6.1).

Eight of twenty letters are 34 bits, which anyone could try out against a plain hash. What is
stored is keyed by SECRET_KEY, and guesses are limited where codes are typed.
"""

import hmac
import re
import secrets

from flask import current_app

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words; no digits that look like letters
LENGTH = 8
MAX_TYPED = 100  # characters that are looked at

_NO_PART = re.compile(r"[^A-Za-z0-9]")
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def generate() -> str:
    """Return a new code of eight letters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(typed: str) -> str | None:
    """Return the code that was typed, in any case and with any separators; None for others."""
    code = _NO_PART.sub("", typed[:MAX_TYPED]).upper()
    return code if _CODE.fullmatch(code) else None


def show(code: str) -> str:
    """Return the code as people read it: "WDJB-MJHT"."""
    return f"{code[:4]}-{code[4:]}"


def digest(code: str) -> str:
    """Return what is stored of a new code, as 64 hexadecimal digits."""
    return _digest(code, current_app.config["SECRET_KEY"])


def possible_digests(code: str) -> list[str]:
    """Return what may be stored of ``code``, under the present SECRET_KEY and former ones."""
    config = current_app.config
    return [_digest(code, key) for key in (config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"])]


def _digest(code: str, key: str) -> str:
    return hmac.digest(key.encode(), f"user code {code}".encode(), "sha256").hex()
