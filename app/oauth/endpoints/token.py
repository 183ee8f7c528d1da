"""The token endpoint (RFC 6749 section 3.2), revocation (RFC 7009) and introspection (RFC 7662)."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, request
from flask_limiter.util import get_remote_address

from app.config import settings
from app.extensions import db, limiter
from app.models.values import secret
from app.oauth import errors, flow_reports
from app.oauth.blueprint import bp
from app.oauth.operations import INTROSPECT, REVOKE, TOKEN
from app.oauth.requests import ParameterRequest, read_body
from app.oauth.server import server
from app.openapi.operation import describe


def guess_limit() -> str:
    """How often one address may fail to authenticate one client."""
    return settings().rate_limit_token


def guess_key() -> str:
    """Who guesses at what: the address and the client id that was given.

    However the id is spelt: what is no id at all counts as one for the whole address.
    """
    basic = request.authorization.username if request.authorization else None
    client_id = unquote_plus(basic or request.form.get("client_id", ""))
    known = secret.is_well_formed(secret.Kind.CLIENT_ID, client_id)
    return f"{get_remote_address()} {client_id if known else '-'}"


def is_failed_guess(response: Response) -> bool:
    """Whether the answer says that credentials were wrong; only those are counted."""
    return response.status_code == 401


limit_guesses = limiter.limit(guess_limit, key_func=guess_key, deduct_when=is_failed_guess)


@bp.post("/oauth/token")
@describe(TOKEN)
@limit_guesses
def issue_token() -> Response:
    """Exchange a code or a refresh token for tokens; form or JSON body."""
    return answer_machine(respond_with_token)


@bp.post("/oauth/revoke")
@describe(REVOKE)
@limit_guesses
def revoke_token() -> Response:
    """End a token of the client that asks; form or JSON body. 200 ``{}``."""
    return answer_machine(lambda sent: server.create_endpoint_response("revocation", sent))


@bp.post("/oauth/introspect")
@describe(INTROSPECT)
@limit_guesses
def introspect_token() -> Response:
    """Say whether a token of the client that asks is active; form or JSON body."""
    return answer_machine(lambda sent: server.create_endpoint_response("introspection", sent))


def respond_with_token(parameters: ParameterRequest) -> Response:
    """The grant's answer; a missing grant_type is the caller's slip, not an unknown grant."""
    if not parameters.payload.grant_type:
        raise errors.missing("grant_type")
    return server.create_token_response(parameters)


def answer_machine(respond: Callable[[ParameterRequest], Response]) -> Response:
    """Read the parameters, let ``respond`` answer, and keep what it wrote.

    A refused replay is committed too: it has ended a family.
    """
    try:
        parameters = ParameterRequest(request, read_body(request))
        response = respond(parameters)
    except OAuth2Error as error:
        flow_reports.note_machine(error, dict(request.form))
        response = errors.refuse(error)
    db.session.commit()
    return response
