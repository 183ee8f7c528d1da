"""Shared by the endpoints for authenticated clients: the limit on failures, and responding."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, request

from app.callers.caller_network import caller_network
from app.config import settings
from app.extensions import db, limiter
from app.models.values import secret
from app.oauth import errors, flow_reports
from app.oauth.requests import ParameterRequest, read_body


def _guess_key() -> str:
    """The address and the client ID; every malformed ID counts as one for the whole address."""
    basic = request.authorization.username if request.authorization else None
    client_id = unquote_plus(basic or request.form.get("client_id", ""))
    is_id = secret.is_well_formed(secret.Kind.CLIENT_ID, client_id)
    return f"{caller_network()} {client_id if is_id else '-'}"


# Per endpoint; only failed authentications count.
limit_guesses = limiter.limit(
    lambda: settings().rate_limit_token,
    key_func=_guess_key,
    deduct_when=lambda response: response.status_code == 401,
)


def answer_machine(respond: Callable[[ParameterRequest], Response]) -> Response:
    """Read the parameters, respond and commit.

    A refused replay is committed too: it has ended a token family.
    """
    try:
        response = respond(ParameterRequest(request, read_body(request)))
    except OAuth2Error as error:
        flow_reports.note_machine(error, dict(request.form))
        response = errors.refuse(error)
    db.session.commit()
    return response
