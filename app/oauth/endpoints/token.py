"""The token endpoint (RFC 6749 section 3.2)."""

from flask import Response

from app.oauth import errors
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.operations import TOKEN
from app.oauth.requests import ParameterRequest
from app.oauth.server import server
from app.openapi.operation import describe


@bp.post("/oauth/token")
@describe(TOKEN)
@limit_guesses
def issue_token() -> Response:
    """Exchange a code or a refresh token for tokens; form or JSON body."""
    return answer_machine(respond_with_token)


def respond_with_token(parameters: ParameterRequest) -> Response:
    """The grant's answer; a missing grant_type is the caller's slip, not an unknown grant."""
    if not parameters.payload.grant_type:
        raise errors.missing("grant_type")
    return server.create_token_response(parameters)
