"""The token that a request presents: in header, query or body (RFC 6750, RFC 9449 section 7.1).

Eventpop's clients also put it into a JSON body.
"""

from authlib.oauth2.rfc6749.errors import InvalidRequestError
from flask import Request, request

from app.web import strict_json

PARAMETER = "access_token"
SCHEMES = ("bearer", "dpop")


def read() -> tuple[str | None, str]:
    """The token's text (None without one) and its place: header, query or body.

    Raises InvalidRequestError when there are several, except the same one in header and query
    or body, which some clients send.
    """
    # Without the proxy, whose cost is noticeable here.
    current = request._get_current_object()  # type: ignore[attr-defined]
    header, (parameter, place) = in_header(), _from_parameters(current)
    if parameter is None:
        return header, "header"
    if header is not None and header != parameter:
        raise InvalidRequestError("Send one access token only.")
    return parameter, place


def in_header() -> str | None:
    """The header's token; raises InvalidRequestError when there are several."""
    header = _header()
    scheme, _space, token = header.strip().partition(" ")
    # Several Authorization headers reach us as one, joined by commas.
    if "," in header and any(name in header.lower() for name in SCHEMES):
        raise InvalidRequestError("Send one Authorization header only.")
    return token.strip() or None if scheme.lower() in SCHEMES else None


def has_dpop_scheme() -> bool:
    """Whether the Authorization header has the scheme of tokens that are bound to a key."""
    return _header().lstrip()[:5].lower() == "dpop "


def _header() -> str:
    current = request._get_current_object()  # type: ignore[attr-defined]
    header: str = current.environ.get("HTTP_AUTHORIZATION", "")
    return header


def _from_parameters(request: Request) -> tuple[str | None, str]:
    in_query = request.args.getlist(PARAMETER) if _may_be_in(request.query_string) else []
    in_body = _from_body() if request.method == "POST" else []
    if len(in_query) + len(in_body) > 1:
        raise InvalidRequestError("Send one access token only.")
    if in_query and request.method not in {"GET", "HEAD"}:
        raise InvalidRequestError("Send the token in the Authorization header.")
    if in_query:
        return in_query[0], "query"
    return (in_body[0], "body") if in_body else (None, "header")


def _may_be_in(query: bytes) -> bool:
    """Whether the parameter may be in the query, whose names may be percent-encoded."""
    return PARAMETER.encode() in query or b"%" in query


def _from_body() -> list[str]:
    if not request.is_json:
        return request.form.getlist(PARAMETER)
    try:
        token = strict_json.read_object(request.get_data()).get(PARAMETER)
    except ValueError:
        return []
    return [token] if isinstance(token, str) else []
