"""Reads parameters: from the query at the authorization endpoint, from the body at the others.

Authlib would merge query and body, and cannot read JSON.
"""

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from flask import Request

from app.models.flow_doctor.diagnosis import Reason, because
from app.models.values import scopes
from app.oauth.errors import Refusal

MAX_PARAMETERS = 50
MAX_VALUE = 10_000  # characters


class ParameterRequest(OAuth2Request):
    """A request with its parameters; Authlib reads nothing else."""

    def __init__(self, request: Request, parameters: dict[str, str]) -> None:
        super().__init__(request.method, request.base_url, headers=request.headers)
        self.parameters = parameters
        self.trusted_redirect_uri: str | None = None  # set once it is known to be the client's
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        """The parameters; Authlib's grants read them here."""
        return self.parameters


def read_query(request: Request) -> dict[str, str]:
    """The query's parameters; raises Refusal when one is repeated or unreadable."""
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError:
        raise _unreadable("The query is not valid UTF-8.") from None
    return _unique(request.args.items(multi=True))


def read_body(request: Request) -> dict[str, str]:
    """The parameters of a form or JSON body; the query is ignored.

    Raises Refusal for a repeated parameter, a wrong type or broken JSON.
    """
    if request.mimetype == "application/json":
        return _unique(_json_pairs(request.get_data()))
    if request.args and not request.form:
        raise Refusal(
            "invalid_request",
            "Send the parameters in the body.",
            because(Reason.PARAMETERS_IN_QUERY),
        )
    return _unique(request.form.items(multi=True))


def _unique(pairs: Any) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for count, (name, value) in enumerate(pairs, start=1):
        if name in parameters or count > MAX_PARAMETERS:
            raise _unreadable("A parameter is repeated, or there are too many.")
        if len(value) > MAX_VALUE or "\x00" in value or "\ufffd" in value:
            raise _unreadable("A parameter is too long or not valid text.")
        parameters[name] = value
    # An empty parameter counts as absent (RFC 6749 section 3.1).
    return {name: value for name, value in parameters.items() if value}


def _json_pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        pairs = json.loads(body.decode(), object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise Refusal(
            "invalid_request", "The body is not valid JSON.", because(Reason.JSON_BROKEN)
        ) from None
    if not isinstance(pairs, _Pairs):
        raise _unreadable("The body must be a JSON object.")
    return [(name, _as_text(name, value)) for name, value in pairs if value is not None]


def _as_text(name: str, value: Any) -> str:
    if name == "scope" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return scopes.dump(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _unreadable("Parameters must be strings.")
    text = str(value)
    if not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text):
        raise _unreadable("A parameter is not valid text.")
    return text


def _unreadable(description: str) -> Refusal:
    diagnosis = because(Reason.REQUEST_UNREADABLE, description=description)
    return Refusal("invalid_request", description, diagnosis)


class _Pairs(list):  # type: ignore[type-arg]
    """A JSON object as its members in order, so that repeated names can be seen."""
