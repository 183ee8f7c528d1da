"""Tells the flow doctor why a call of an app was refused, once the answer is made."""

from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.api.bearer import presented_token
from app.api.bearer.errors import diagnosis_of
from app.models.credentials import credential_diagnosis, live_token
from app.models.credentials.live_token import LiveToken
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step, because
from app.models.values import scopes
from app.observability.flow_reports import harmless, report

PATHS = ("/api/", "/v2/", "/oauth/token/info")


def register(app: Flask) -> None:
    """Look at every refusal of ``app``; one for which no route was found is one too."""
    app.after_request(note_refusal)


def note_refusal(response: Response) -> Response:
    """Report a call with a token of ours that was answered by an error."""
    if 400 <= response.status_code < 500 and request.path.startswith(PATHS):
        _note(response)
    return response


@harmless
def _note(response: Response) -> None:
    token: LiveToken | None = g.get("authlib_server_oauth2_token")
    known = (token.client_id, _of_answer(response)) if token else _by_presented_token(response)
    if known is not None:
        report(known[0], Step.API, known[1], proven=True)


def _by_presented_token(response: Response) -> tuple[str, Diagnosis] | None:
    """Whose token it is that did not get as far as a view, and why."""
    try:
        text, _place = presented_token.read()
    except OAuth2Error:
        return _of_several()
    except RequestEntityTooLarge:  # nobody reads such a body; the header may tell whose it is
        text = presented_token.in_header()
    if text is None:
        return None
    live = live_token.look_up(text)
    if live is not None:
        return live.client_id, _with_scopes(_of_answer(response), live)
    return credential_diagnosis.of_access_token(text)


def _of_several() -> tuple[str, Diagnosis] | None:
    """Two tokens at once, or one in a place that is none: the header's may tell whose."""
    words = request.headers.get("Authorization", "").split()
    live = live_token.look_up(words[1]) if len(words) == 2 else None
    return (live.client_id, because(Reason.TOKENS_TWICE)) if live is not None else None


def _with_scopes(diagnosis: Diagnosis, live: LiveToken) -> Diagnosis:
    if diagnosis.reason is not Reason.SCOPE_INSUFFICIENT:
        return diagnosis
    facts = {**diagnosis.facts, "granted": scopes.dump(live.scopes)}
    return Diagnosis(diagnosis.reason, facts)


def _of_answer(response: Response) -> Diagnosis:
    if (known := diagnosis_of()) is not None:
        return known
    if response.status_code == 405:
        allowed = ", ".join(sorted(response.allow or ()))
        return because(Reason.METHOD_WRONG, sent=request.method, allowed=allowed)
    if response.status_code == 404:
        return because(Reason.NOT_FOUND, path=request.path)
    if response.status_code == 429:
        return because(Reason.RATE_LIMITED)
    body = response.get_json(silent=True) if response.is_json else None
    words = body if isinstance(body, dict) else {}
    return because(
        Reason.REFUSED,
        status=response.status_code,
        error=str(words.get("error", "")),
        description=str(words.get("error_description", "")),
    )
