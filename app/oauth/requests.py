"""Reads parameters: from the query at the authorization endpoint, from the body at the others.

Authlib would merge query and body, and cannot read JSON.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from flask import Request

from app.models.flow_doctor.diagnosis import Reason, because
from app.models.values import scopes
from app.oauth.errors import Refusal
from app.web.request_class import read_form

# What the endpoints for programs read. All other parameters are ignored, even when one is repeated
# (RFC 6749 section 3.2): clients of other servers send what those need.
PARAMETERS = frozenset(
    """client_assertion client_assertion_type client_id client_secret code code_verifier device_code
    grant_type redirect_uri refresh_token resource scope token token_type_hint""".split()
)
RESOURCE = "resource"  # the one parameter that may be repeated (RFC 8707 section 2)
MAX_RESOURCES = 10
MAX_VALUE = 10_000  # characters
NO_TEXT = re.compile("[\0\ufffd\ud800-\udfff]")

URL_ENCODED = "application/x-www-form-urlencoded"
FORMS = frozenset({URL_ENCODED, "multipart/form-data"})
Pairs = Iterable[tuple[str, Any]]


class ParameterRequest(OAuth2Request):
    """A request with its parameters; Authlib reads nothing else."""

    def __init__(self, request: Request, parameters: dict[str, str]) -> None:
        super().__init__(request.method, _origin(request))
        self.headers = request.headers  # Authlib would count them
        self.parameters = parameters
        self.trusted_redirect_uri: str | None = None  # set once it is known to be the client's
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        """The parameters; Authlib's grants read them here."""
        return self.parameters

    @property
    def resources(self) -> tuple[str, ...]:
        """The values of ``resource`` in their order, each once and unchecked (RFC 8707)."""
        return resources(self.parameters)


def _origin(request: Request) -> str:
    """Where the request was sent; Authlib looks at it to refuse plain HTTP."""
    # ``base_url`` is readable by people as well, which costs more than many a response.
    return f"{request.scheme}://{request.environ.get('HTTP_HOST') or request.host}"


def resources(parameters: dict[str, str]) -> tuple[str, ...]:
    """The values of ``resource``, which ``parameters`` holds as one text."""
    return tuple(dict.fromkeys(parameters.get(RESOURCE, "").split()))


def read_query(
    request: Request, recognised: Collection[str], *, longest: int = MAX_VALUE
) -> dict[str, str]:
    """Those of the query's parameters that are ``recognised``.

    Raises Refusal when one of them is repeated, unreadable or has more than ``longest`` characters.
    """
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError:
        raise _unreadable("The query is not valid UTF-8.") from None
    return _unique(request.args.items(multi=True), recognised, longest)


def read_body(
    request: Request, recognised: Collection[str] = PARAMETERS, *, longest: int = MAX_VALUE
) -> dict[str, str]:
    """Those parameters of a form or JSON body that are ``recognised``; the query is ignored.

    Raises Refusal for a repeated parameter, a wrong type or broken JSON.
    """
    mimetype = request.mimetype
    if mimetype == "application/json":
        return _unique(_json_pairs(request.get_data()), recognised, longest)
    pairs = _form_pairs(request, mimetype)
    if request.query_string and not pairs:
        raise Refusal(
            "invalid_request",
            "Send the parameters in the body.",
            because(Reason.PARAMETERS_IN_QUERY),
        )
    if mimetype not in FORMS and request.content_length:
        text = "Send the parameters as application/x-www-form-urlencoded or application/json."
        sent = mimetype[:100]
        raise Refusal("invalid_request", text, because(Reason.CONTENT_TYPE, sent=sent))
    return _unique(pairs, recognised, longest)


def _form_pairs(request: Request, mimetype: str) -> Sequence[tuple[str, str]]:
    """The fields of the form, in their order; those of a URL-encoded one without Werkzeug's parser.

    Its parser and its dictionaries cost as much as all that a token needs. The body stays readable.
    """
    if mimetype == URL_ENCODED and "form" not in vars(request):
        return read_form(request.get_data())
    return list(request.form.items(multi=True))


def _unique(pairs: Pairs, recognised: Collection[str], longest: int) -> dict[str, str]:
    parameters: dict[str, str] = {}
    identifiers: list[str] = []
    for name, value in pairs:
        if name not in recognised or value is None:
            continue
        text = _as_text(name, value, longest)
        if name == RESOURCE:
            identifiers.append(text)
        elif name in parameters:
            raise _unreadable(f"The parameter {name} is repeated.")
        else:
            parameters[name] = text
    if len(identifiers) > MAX_RESOURCES:
        raise _unreadable(f"The parameter {RESOURCE} is repeated too often.")
    # No identifier contains white space: together they are one text, as scopes are.
    parameters[RESOURCE] = " ".join(identifiers)
    # An empty parameter counts as absent (RFC 6749 section 3.1).
    return {name: text for name, text in parameters.items() if text}


def _json_pairs(body: bytes) -> Pairs:
    try:
        pairs = json.loads(body.decode(), object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        raise Refusal(
            "invalid_request", "The body is not valid JSON.", because(Reason.JSON_BROKEN)
        ) from None
    if not isinstance(pairs, _Pairs):
        raise _unreadable("The body must be a JSON object.")
    for name, value in pairs:
        # A list of resources is its elements, one by one.
        yield from ((name, one) for one in value) if _is_list(name, value) else [(name, value)]


def _is_list(name: str, value: Any) -> bool:
    return name == RESOURCE and type(value) is list


def _as_text(name: str, value: Any, longest: int) -> str:
    if name == "scope" and type(value) is list and all(isinstance(one, str) for one in value):
        value = scopes.dump(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise _unreadable(f"The parameter {name} must be a string.")
    text = str(value)
    if len(text) > longest:
        raise _unreadable(f"The parameter {name} is too long.")
    if NO_TEXT.search(text):
        raise _unreadable(f"The parameter {name} is not valid text.")
    return text


def _unreadable(description: str) -> Refusal:
    diagnosis = because(Reason.REQUEST_UNREADABLE, description=description)
    return Refusal("invalid_request", description, diagnosis)


class _Pairs(list):  # type: ignore[type-arg]
    """A JSON object as its members in order, so that repeated names can be seen."""
