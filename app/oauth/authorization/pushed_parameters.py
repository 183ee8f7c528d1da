"""The parameters that a client pushed before it sent the browser (RFC 9126 section 4)."""

from flask import request

from app.database.transactions import start_writing
from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.pushed_request import URN, PushedRequest
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.trials import trial
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.errors import Refusal


def resolve(parameters: dict[str, str], *, is_shown: bool = False) -> dict[str, str]:
    """What was pushed under ``request_uri``; other parameters are ignored (RFC 9101 section 5).

    A request without one of ours is returned as it is. Raises UntrustedRequestError for one that
    is unknown, another client's, expired or answered. ``is_shown``: a consent page shows it, and
    knows itself how long it may be answered.
    """
    if not parameters.get("request_uri", "").startswith(URN):
        return parameters
    client, pushed = _find(parameters)
    if not is_shown and pushed.answered_at is not None:
        raise UntrustedRequestError("pushed_answered", client=client)
    if not is_shown and pushed.is_expired:
        raise UntrustedRequestError("pushed_expired", client=client)
    # Link scanners send HEAD. Signing up may take longer than a pushed request waits unseen.
    if request.method == "GET" and pushed.opened_at is None:
        start_writing()
        pushed.open()
        db.session.commit()
    return pushed.parameters | reference(parameters)


def reference(parameters: dict[str, str]) -> dict[str, str]:
    """The parameters that name the request to us: of a pushed one its reference and language."""
    if not parameters.get("request_uri", "").startswith(URN):
        return parameters
    names = ("client_id", "request_uri", "ui_locales")
    return {name: parameters[name] for name in names if name in parameters}


def answer(auth_request: AuthorizationRequest) -> None:
    """Spend the pushed request; raises UntrustedRequestError when it is answered already."""
    uri = auth_request.pushed
    pushed = PushedRequest.find(uri, auth_request.client) if uri else None
    if uri and (pushed is None or not pushed.answer()):
        raise UntrustedRequestError("pushed_answered", client=auth_request.client)


def require(parameters: dict[str, str], target: Target) -> None:
    """Refuse a request that the client's settings say must be pushed (RFC 9126 section 6)."""
    client = target.client
    is_trial = target.redirect_uri == trial.callback(client.client_id)
    if client.require_pushed_authorization_requests and "request_uri" not in parameters:
        if is_trial:
            return
        raise Refusal(
            "invalid_request",
            "Push the request first, and send its request_uri.",
            because(Reason.PUSH_REQUIRED),
        )


def _find(parameters: dict[str, str]) -> tuple[Client, PushedRequest]:
    client = Client.find(parameters.get("client_id", ""))
    if client is None:
        raise UntrustedRequestError("unknown_client")
    pushed = PushedRequest.find(parameters["request_uri"], client)
    if pushed is None:
        raise UntrustedRequestError("pushed_unknown", client=client)
    return client, pushed
