"""Reads the members of a registration's JSON; each refusal names the member that was sent."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from app.language.texts import gettext as _
from app.models.clients import redirect_uri
from app.models.values.errors import ValidationError
from app.outbound import hook_address

MAX_URI = 500  # characters
MAX_NUMBER = 2**31 - 1


class Members:
    """The members of one object. One that is missing and one that is null are the same."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether the member was sent."""
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """The member, "" when it is missing; raises ValidationError when it is not text."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or "\x00" in value:
            raise ValidationError(name, _("Must be text."))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """The items of a list of text, () when it is missing."""
        items = self._values.get(name)
        if items is None:
            return ()
        if not isinstance(items, list):
            raise ValidationError(name, _("Must be a list of text."))
        if not all(isinstance(item, str) and "\x00" not in item for item in items):
            raise ValidationError(name, _("Must be a list of text."))
        return tuple(items)

    def flag(self, name: str) -> bool:
        """The member, False when it is missing."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, bool):
            raise ValidationError(name, _("Must be true or false."))
        return bool(value)

    def seconds(self, name: str) -> int | None:
        """A duration, None when it is missing."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_NUMBER:
            raise ValidationError(name, _("Must be a number of seconds."))
        return value

    def mapping(self, name: str) -> dict[str, Any] | None:
        """An object, None when it is missing."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, dict):
            raise ValidationError(name, _("Must be an object."))
        return value

    def choice(self, name: str, possible: Collection[str]) -> str:
        """One of ``possible``, "" when it is missing."""
        value = self.text(name)
        if value and value not in possible:
            raise ValidationError(name, _("%(value)s is not supported.", value=repr(value[:40])))
        return value

    def link(self, name: str) -> str:
        """An https address to show or to fetch, "" when it is missing."""
        value = self.text(name)
        if value and not is_https(value):
            raise ValidationError(name, _("Give a full address that starts with https://."))
        return value

    def hook(self, name: str) -> str:
        """An address that news are sent to, "" when it is missing."""
        value = self.text(name)
        is_plain = len(value) <= MAX_URI and redirect_uri.is_well_formed(value)
        if value and not (is_plain and hook_address.is_allowed(value)):
            raise ValidationError(name, _hook_advice())
        return value


def _hook_advice() -> str:
    if hook_address.loopback_is_allowed():
        return _(
            "Give a public https address on port 443, or during development one on this machine,"
            " such as http://127.0.0.1:3000/logout."
        )
    return _("Give a public https address on port 443.")


def is_https(uri: str) -> bool:
    """Whether this is a full https address without credentials and fragment."""
    try:
        parts = urlsplit(uri)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    return is_whole and len(uri) <= MAX_URI and redirect_uri.is_well_formed(uri)
