"""The ``claims`` parameter: which claims an app wants, and where (OpenID Connect Core 5.5)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The claims about a user, each with the scope that covers it.
OF_USER = {
    "name": "profile",
    "locale": "profile",
    "zoneinfo": "profile",
    "email": "email",
    "email_verified": "email",
}
OF_SIGN_IN = frozenset({"sub", "auth_time", "acr", "amr", "sid"})
RULES = frozenset({"essential", "value", "values"})
MAX_VALUES = 20

Wishes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class ClaimsRequest:
    """What is wanted at each place, by the name of the claim; unknown names are left out."""

    id_token: Wishes = field(default_factory=dict)
    userinfo: Wishes = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "ClaimsRequest":
        """The request in ``text``; raises ValueError, whose message says what is wrong."""
        try:
            members = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise ValueError("claims is not valid JSON.") from None
        if not isinstance(members, dict):
            raise ValueError("claims must be a JSON object.")
        return cls(*(_read(members.get(place), place) for place in ("id_token", "userinfo")))

    def dump(self) -> str:
        """The text that ``parse`` reads."""
        return json.dumps({"id_token": self.id_token, "userinfo": self.userinfo})

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that cover the wanted claims about the user."""
        names = self.id_token.keys() | self.userinfo.keys()
        return frozenset(OF_USER[name] for name in names if name in OF_USER)

    @property
    def subjects(self) -> list[str] | None:
        """The users of whom one has to be signed in (section 5.5.1); None for any."""
        wishes = (places["sub"] for places in (self.id_token, self.userinfo) if "sub" in places)
        values = [_values(wish) for wish in wishes]
        return next((each for each in values if each), None)

    @property
    def required_acr(self) -> list[str] | None:
        """The values of ``acr`` of which one is essential (section 5.5.1.1); None for any."""
        wish = self.id_token.get("acr", {})
        return _values(wish) or None if wish.get("essential") is True else None


def _read(wishes: Any, place: str) -> Wishes:
    if wishes is None:
        return {}
    if not isinstance(wishes, dict):
        raise ValueError(f"claims: {place} must be a JSON object.")
    names = [name for name in wishes if name in OF_USER or name in OF_SIGN_IN]
    return {name: _read_wish(name, wishes[name]) for name in names}


def _read_wish(name: str, wish: Any) -> Mapping[str, Any]:
    if wish is None:
        return {}
    if not isinstance(wish, dict):
        raise ValueError(f"claims: {name} must be null or a JSON object.")
    if not isinstance(wish.get("essential", False), bool):
        raise ValueError(f"claims: essential of {name} must be true or false.")
    values = wish.get("values", [])
    if not isinstance(values, list) or len(values) > MAX_VALUES:
        raise ValueError(f"claims: values of {name} must be a list of at most {MAX_VALUES}.")
    return {rule: wish[rule] for rule in wish if rule in RULES}


def _values(wish: Mapping[str, Any]) -> list[str]:
    values = [wish["value"]] if "value" in wish else wish.get("values", [])
    return [value for value in values if isinstance(value, str)]


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
