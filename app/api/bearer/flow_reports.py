"""Reports to the flow doctor why an app's call was refused, after the response is made."""

from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.api.bearer import presented_token
from app.api.bearer.caller import current_caller
from app.api.bearer.errors import explain
from app.models.credentials import live_token
from app.models.credentials.credential_diagnosis import of_access_token
from app.models.credentials.live_token import DeadToken, LiveToken
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step, because
from app.models.values import scopes
from app.observability.flow_reports import harmless, report, watch
from app.observability.redaction import redact_path

PATHS = ("/api/", "/v2/", "/oauth/token/info")


def register(app: Flask) -> None:
    """Report every refused call of the API, including one that matches no route."""
    watch(app, PATHS, note_refusal)


@harmless
def note_refusal(response: Response) -> None:
    """Report a call with a token issued here that was answered with an error."""
    caller = current_caller()
    token = caller.token if caller.place is not None else _look_up()
    if isinstance(token, DeadToken):
        report(token.client_id, Step.API, of_access_token(token), proven=True)
    elif token is not None and not caller.is_to_retry:
        report(token.client_id, Step.API, _of_answer(response, token), proven=True)


def _look_up() -> LiveToken | DeadToken | None:
    """The token of a request whose view never read it."""
    try:
        text, _place = presented_token.read()
    except OAuth2Error:
        return _of_several()
    except RequestEntityTooLarge:  # such a body is not read; the header may hold the token
        text = presented_token.in_header()
    return live_token.look_up(text) if text is not None else None


def _of_several() -> LiveToken | None:
    """The header's token, when several were sent or one was in the wrong place."""
    explain(Reason.TOKENS_TWICE)
    parts = request.headers.get("Authorization", "").split()
    return live_token.find(parts[1]) if len(parts) == 2 else None


def _of_answer(response: Response, token: LiveToken) -> Diagnosis:
    diagnosis = current_caller().diagnosis
    if diagnosis is not None and diagnosis.reason is Reason.SCOPE_INSUFFICIENT:
        return because(diagnosis.reason, **diagnosis.facts, granted=scopes.dump(token.scopes))
    if diagnosis is not None:
        return diagnosis
    if response.status_code == 405:
        allowed = ", ".join(sorted(response.allow or ()))
        return because(Reason.METHOD_WRONG, sent=request.method, allowed=allowed)
    if response.status_code == 404:
        return because(Reason.NOT_FOUND, path=redact_path(request.path))
    if response.status_code == 429:
        return because(Reason.RATE_LIMITED)
    body = response.get_json(silent=True) if response.is_json else None
    members = body if isinstance(body, dict) else {}
    return because(
        Reason.REFUSED,
        status=response.status_code,
        error=str(members.get("error", "")),
        description=str(members.get("error_description", "")),
    )
