"""Credentials in what a page repeats: each becomes the variable that a shell would hold."""

import re

from app.models.values.secret import Kind

# A client ID is no secret.
_CREDENTIAL = re.compile(r"\bsd_(?!app_)([a-z]+_)[a-z0-9_]+", re.I)
_SIGNED = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")  # a JWT: an assertion, an ID token
_VARIABLES = {
    Kind.ACCESS_TOKEN: "$ACCESS_TOKEN",
    Kind.REFRESH_TOKEN: "$REFRESH_TOKEN",
    Kind.CLIENT_SECRET: "$CLIENT_SECRET",
    Kind.REGISTRATION_TOKEN: "$REGISTRATION_ACCESS_TOKEN",
    Kind.FEED_KEY: "$FEED_KEY",
    Kind.TICKET_CODE: "$TICKET_CODE",
    Kind.AUTHORIZATION_CODE: "$CODE",
}


def mask(text: str) -> str:
    """``text`` with a variable in place of each credential of ours, and of each signed token."""
    return _SIGNED.sub("$JWT", _CREDENTIAL.sub(_variable, text))


def _variable(match: re.Match[str]) -> str:
    return _VARIABLES.get(f"sd_{match[1].lower()}", "$CREDENTIAL")  # type: ignore[call-overload,no-any-return]  # a Kind is a text
