"""Metering: the doors name the caller of a request, and each response is counted."""

import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Request, Response, g, request

from app.callers import request_id
from app.models.usage import usage
from app.models.usage.request_log import Call, Details
from app.observability.access_log import STARTED
from app.observability.query_redaction import SHOWN, describe_headers, redact_query
from app.observability.redaction import redact_path, redact_text


@dataclass(slots=True)
class Caller:
    """The caller of the current request; an id of 0 means none."""

    client_id: int
    grant_id: int = 0
    team_id: int = 0
    token_end: str = ""
    path: str = ""  # replaces one that holds a credential


def register(app: Flask) -> None:
    """Count every response to a recognised caller."""
    app.after_request(note_answer)


def recognise(client_id: int, grant_id: int = 0, token: str = "", *, path: str = "") -> None:
    """Name the caller of the current request; only the end of ``token`` is kept.

    ``path`` replaces one that holds the token.
    """
    vars(g._get_current_object())["caller"] = Caller(client_id, grant_id, 0, token[-4:], path)


def recognise_team(team_id: int) -> None:
    """Name the team of the current request."""
    caller: Caller | None = vars(g._get_current_object()).get("caller")
    if caller is not None:
        caller.team_id = team_id


def claim(client_id: str) -> None:
    """Name the client that the current, refused request says it is of; it proved nothing."""
    g.claimed_client_id = client_id


def note_answer(response: Response) -> Response:
    """Count the call; no SQL."""
    # Without the proxies, whose cost is noticeable here.
    context = vars(g._get_current_object())
    caller: Caller | None = context.get("caller")
    claimed: str | None = context.get("claimed_client_id")
    if caller is None and claimed is None:
        return response
    is_counted, is_proven = caller is not None, claimed is None
    current = request._get_current_object()  # type: ignore[attr-defined]
    caller = caller or Caller(0)
    status = response.status_code
    error, description = _why(response) if status >= 400 or claimed else ("", "")
    call = Call(
        client_id=caller.client_id,
        endpoint=current.endpoint or "",
        status=status,
        milliseconds=round((time.monotonic() - current.environ[STARTED]) * 1000),
        grant_id=caller.grant_id,
        team_id=caller.team_id,
        method=current.method,
        path=caller.path or redact_path(current.path),
        request_id=current.environ[request_id.KEY],
        token_end=caller.token_end,
        error=redact_text(error),
        description=redact_text(description),
    )
    if is_counted:
        usage.note(call, lambda: _details(current, is_proven))
    else:
        usage.note_claim(claimed or "", call, lambda: _details(current, is_proven))
    return response


def _details(current: Request, proven: bool) -> Details:
    query = current.query_string.decode("utf-8", "replace")
    environ = current.environ
    # The headers of the request are a generator in a generator, read once for each name.
    headers = describe_headers([(name, environ[key]) for name, key in SHOWN if environ.get(key)])
    return Details(redact_query(query) if query else "", headers, proven)


def _why(response: Response) -> tuple[str, str]:
    """Error code and description of a JSON response, or of one that is redirected to the app."""
    if response.location:
        sent = parse_qs(urlsplit(response.location).query)
        return sent.get("error", [""])[0], sent.get("error_description", [""])[0]
    body = response.get_json(silent=True) if response.is_json else None
    if not isinstance(body, dict):
        return "", ""
    return str(body.get("error", "")), str(body.get("error_description", ""))
