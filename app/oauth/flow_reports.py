"""Reports to the flow doctor why a protocol request was refused, and which client sent it."""

import re
from typing import Any
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import g, request

from app.models.clients import redirect_difference
from app.models.clients.client import Client
from app.models.credentials import client_assertion
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step, because
from app.models.values import scopes, secret
from app.oauth.errors import describe
from app.observability.flow_reports import harmless, report

STEPS = {
    "oauth.authorize_device": Step.DEVICE,
    "oauth.issue_token": Step.TOKEN,
    "oauth.revoke_token": Step.REVOKE,
    "oauth.introspect_token": Step.INTROSPECT,
    "oauth.push_request": Step.PUSH,
}
OF_ERROR = {
    "login_required": Reason.LOGIN_REQUIRED,
    "consent_required": Reason.CONSENT_REQUIRED,
    "interaction_required": Reason.CONSENT_REQUIRED,
    "access_denied": Reason.DENIED,
}
OF_REFUSAL = {
    "client_suspended": Reason.APP_SUSPENDED,
    "client_pending": Reason.APP_PENDING,
    "client_refused": Reason.APP_REFUSED,
    "pushed_unknown": Reason.PUSHED_UNKNOWN,
    "pushed_expired": Reason.PUSHED_EXPIRED,
    "pushed_answered": Reason.PUSHED_ANSWERED,
}
_CLIENT_ID = re.compile(rf"{secret.Kind.CLIENT_ID}[a-z0-9]+")
MAX_SEARCHED = 20_000  # bytes of a body that could not be read


def prove(client: Client) -> None:
    """Record that the present request is from ``client``; only a secret proves it."""
    g.proven_client = client.client_id, client.confidential


@harmless
def note_machine(error: OAuth2Error, parameters: dict[str, str]) -> None:
    """Report a refused request of an app to an endpoint for programs."""
    if error.error == "authorization_pending":
        return  # nothing is wrong: the device waits for the person
    step = STEPS.get(request.endpoint or "")
    client_id, proven = g.get("proven_client") or (_claimed_client_id(), False)
    diagnosis = _of_machine(error, parameters)
    if step is not None and client_id and diagnosis is not None:
        report(client_id, step, diagnosis, proven=proven)


@harmless
def note_redirected(client: Client, error: OAuth2Error) -> None:
    """Report an authorization error that is redirected to the app."""
    _note_authorize(client.client_id, _of_authorization(error))


@harmless
def note_shown(error: Any) -> None:
    """Report an UntrustedRequestError that is shown to the user."""
    if error.reason == "malformed" and (claimed := request.args.get("client_id")):
        _note_authorize(claimed, _of_malformed(error.cause))
    elif error.client is None or not error.client.is_registered:
        return
    elif error.reason == "redirect_uri":
        _note_authorize(error.client.client_id, of_redirect_uri(error.client, error.sent))
    elif error.cause is not None:
        _note_authorize(error.client.client_id, _of_authorization(error.cause))
    elif error.reason in OF_REFUSAL:
        _note_authorize(error.client.client_id, because(OF_REFUSAL[error.reason]))


@harmless
def note_person(client: Client, *, is_member: bool) -> None:
    """Report a user without a team to share: none at all, or none that they own."""
    reason = Reason.VIEWER_ONLY if is_member else Reason.NO_TEAM
    _note_authorize(client.client_id, because(reason))


def of_redirect_uri(client: Client, sent: str) -> Diagnosis:
    """What is wrong with the redirect URI of an authorization request."""
    registered = client.registered_uris()
    if not sent:
        return because(Reason.REDIRECT_URI_MISSING, count=len(registered))
    return Diagnosis(Reason.REDIRECT_URI_DIFFERS, redirect_difference.compare(registered, sent))


def of_scope(client: Client, text: str | None) -> Diagnosis:
    """Which of the requested scopes is unknown or above the app's ceiling."""
    requested = scopes.parse(text)
    if unknown := scopes.unknown(requested):
        return because(Reason.SCOPE_UNKNOWN, scopes=" ".join(unknown))
    ceiling = scopes.closure(scopes.parse(client.scopes))
    above = scopes.dump(requested - ceiling)
    return because(Reason.SCOPE_ABOVE_CEILING, scopes=above, ceiling=client.scopes)


def _note_authorize(client_id: str, diagnosis: Diagnosis) -> None:
    report(client_id, Step.AUTHORIZE, diagnosis)


def _of_malformed(cause: OAuth2Error | None) -> Diagnosis:
    unreadable = because(Reason.REQUEST_UNREADABLE)
    return unreadable if cause is None else _of_authorization(cause)


def _of_authorization(error: OAuth2Error) -> Diagnosis:
    diagnosis: Diagnosis | None = getattr(error, "diagnosis", None)
    if diagnosis is not None:
        return diagnosis
    if error.error in OF_ERROR:
        return because(OF_ERROR[error.error])
    if error.error == "unsupported_response_type":
        sent = request.args.get("response_type", "")
        return because(Reason.RESPONSE_TYPE_UNSUPPORTED, sent=sent)
    if error.error == "unauthorized_client":
        return because(Reason.GRANT_TYPE_NOT_ALLOWED, sent="authorization_code")
    return because(Reason.PARAMETER_UNSUPPORTED, description=describe(error))


def _of_machine(error: OAuth2Error, parameters: dict[str, str]) -> Diagnosis | None:
    sent = parameters.get("grant_type", "")
    diagnosis: Diagnosis | None = getattr(error, "diagnosis", None)
    if diagnosis is not None and diagnosis.reason is Reason.PARAMETER_MISSING:
        return _of_body() or diagnosis
    if diagnosis is not None:
        return diagnosis
    if error.error == "use_dpop_nonce":  # whose nonce has aged; it comes again with a new one
        return None
    if error.error == "unsupported_grant_type":
        return because(Reason.GRANT_TYPE_UNSUPPORTED, sent=sent)
    if error.error == "unauthorized_client":
        return because(Reason.GRANT_TYPE_NOT_ALLOWED, sent=sent)
    if error.error == "invalid_client":
        # Without a client id in the body or header: it may be in the query by mistake.
        is_in_query = "client_id" in request.args and "client_id" not in parameters
        return because(Reason.CLIENT_ID_IN_QUERY) if is_in_query else None
    if sent == "authorization_code" and "code" not in parameters:
        return because(Reason.PARAMETER_MISSING, parameter="code")
    return because(Reason.REFUSED, status=400, error=error.error, description=describe(error))


def _of_body() -> Diagnosis | None:
    """The diagnosis for a parameter that is missing because of a wrong content type."""
    if not any(name.lstrip().startswith("{") for name in request.form):
        return None
    return because(Reason.CONTENT_TYPE, sent=request.mimetype[:100])


def _claimed_client_id() -> str:
    """The client id anywhere in the request; unproven."""
    basic = request.authorization.username if request.authorization else None
    client_id = basic or request.form.get("client_id") or request.args.get("client_id")
    client_id = client_id or client_assertion.claimed_subject(
        request.form.get("client_assertion", "")
    )
    if client_id:
        return unquote_plus(client_id)[:100]
    text = request.get_data()[:MAX_SEARCHED].decode("utf-8", "replace")
    match = _CLIENT_ID.search(f"{request.headers.get('Authorization', '')} {text} {request.form}")
    return match[0] if match else ""
