"""Writes that are atomic, and done only once for each ``Idempotency-Key``."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse, refuse_for_a_moment
from app.extensions import db
from app.models.credentials.live_token import LiveTeam
from app.models.usage.idempotency_key import IdempotencyKey, InFlightError, KeyReusedError

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_SELECTING = ("If-Match", "Content-Type")  # headers
_KEPT = ("Content-Type", "ETag", "Last-Modified", "Location", "Vary", "Cache-Control")
View = Callable[..., ResponseReturnValue]


def write_once(view: View) -> View:
    """Commit what ``view`` wrote when it returns, and nothing when it aborts.

    A repeated request with the same key gets the first response again; a different request with
    that key gets 409, and so does a repetition while the first is still in progress.
    """

    @wraps(view)
    def written(**values: Any) -> Response:
        claim = _claim(values["team"])
        if claim is not None and claim.status is not None:
            return _answer_again(claim)
        try:
            response = make_response(view(**values))
            if claim is not None:
                _keep(claim, response)
            db.session.commit()
        except Exception:
            _release(claim)
            raise
        return response

    written.writes_once = True  # type: ignore[attr-defined]  # read by app.openapi
    return written


def keep_instead(response: Response) -> None:
    """Keep this body for repeated requests: the first response holds a secret shown once."""
    g.kept_body = response.get_data(as_text=True)


def _claim(team: LiveTeam) -> IdempotencyKey | None:
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        refuse(400, "invalid_request", f"{HEADER}: Give 1 to 255 visible ASCII characters.")
    try:
        return IdempotencyKey.claim(current_token().grant_id, key, _identity(team))
    except KeyReusedError:
        refuse(409, "idempotency_key_reused", f"This {HEADER} was used for a different request.")
    except InFlightError:
        refuse_for_a_moment(409, "request_in_progress", "The same request is still in progress.")


def _identity(team: LiveTeam) -> bytes:
    """All that selects the effect: team, method, address, media type, precondition and body.

    The address alone does not name the team: a header may, or a slug that was given to another.
    """
    selecting = (*(request.headers.get(name, "") for name in _SELECTING), request.method)
    head = [team.id, request.endpoint, request.full_path, *selecting]
    return json.dumps(head).encode() + b"\n" + request.get_data()


def _keep(claim: IdempotencyKey, response: Response) -> None:
    headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
    body = g.get("kept_body") or response.get_data(as_text=True)
    claim.keep(response.status_code, headers, body)


def _answer_again(claim: IdempotencyKey) -> Response:
    response = Response(claim.body, status=claim.status, headers=claim.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _release(claim: IdempotencyKey | None) -> None:
    db.session.rollback()
    if claim is not None:
        claim.release()
