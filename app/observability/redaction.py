"""Removes credentials from log lines, whatever the case of the text and however it is encoded."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

from app.models.values import secret

# Pages below these names have a credential as the next part of their path.
_PATHS = "feeds|invite|invitations|reset|transfers|verify"
_PLAIN = (int, float, bool, type(None))


def _spelled(text: str) -> str:
    """A pattern for ``text`` with each character as it is or percent-encoded, once or more."""
    return "".join(
        f"(?:{re.escape(character)}|%(?:25)*(?:{ord(character):02x}|{ord(character.upper()):02x}))"
        for character in text
    )


# All of a credential's characters, or their percent-encodings.
_BODY = r"(?:[a-z0-9]|%(?:25)*(?:3[0-9]|[46][1-9a-f]|[57][0-9a]))+"
_KINDS = "|".join(_spelled(kind) for kind in secret.Kind if kind is not secret.Kind.CLIENT_ID)
_OF_WEBHOOK = rf"{_spelled('whsec_')}[a-z0-9+/=%]+"
_CREDENTIAL = re.compile(rf"(?:{_KINDS}){_BODY}|{_OF_WEBHOOK}", re.IGNORECASE)
_SCHEME = re.compile(
    rf"\b({_spelled('bearer')}|{_spelled('basic')})(?:\s|\+|%(?:25)*(?:09|20|2b))+[\w.~+/=%-]+",
    re.IGNORECASE,
)
# Both patterns below begin where a run of their characters does: tried from each of them, a line of
# 64 kB would take a minute.
_EQUALS = r"(?:=|%(?:25)*3d|[\"']\s*:\s*[\"']?)"  # of a query, an encoded query, or JSON
_NAMED = re.compile(
    rf"((?<![\w-])(?:[\w-]*[_-])?(?:token|secret|password|code_verifier|recovery_code"
    rf"|id_token_hint|client_assertion)|\b(?:code|state))({_EQUALS})[^&\s\"']+",
    re.IGNORECASE,
)
# Of a database's, cache's or mail server's address, which its library may repeat in an error.
_USER_INFO = re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)")
# Each of the patterns above needs one of these.
_MARKS = re.compile(r"[%_=:+\s]")
# Anything in place of a key, because a mistyped key reveals most of it.
_KEY_IN_PATH = re.compile(
    rf"(?<!/)(?:(/+(?:{_PATHS})/+)[^/]+|(/+guests/+)[^/]+(?=/+check-in))", re.IGNORECASE
)


def redact(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The line without anything that looks like a credential, at any depth."""
    return {key: _redact_value(value) for key, value in line.items()}


def redact_path(path: str) -> str:
    """The path without credentials, and without whatever takes the place of one."""
    return redact_text(_KEY_IN_PATH.sub(r"\1\2[credential]", path))


def redact_text(text: str) -> str:
    """The text without anything that looks like a credential."""
    if not _MARKS.search(text):
        return text  # such as most paths; the patterns below take longer than some responses
    without = _USER_INFO.sub(r"\1[hidden]", _CREDENTIAL.sub("[credential]", text))
    return _NAMED.sub(r"\1\2[hidden]", _SCHEME.sub(r"\1 [hidden]", without))


def _redact_value(value: Any) -> Any:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {redact_text(str(key)): _redact_value(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_redact_value(part) for part in value]
    # Anything else would be written as its repr.
    return value if isinstance(value, _PLAIN) else redact_text(repr(value))
