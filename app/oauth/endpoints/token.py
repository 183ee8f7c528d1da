"""The token endpoint (RFC 6749 section 3.2)."""

from flask import Response

from app.oauth import errors
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.errors import Refusal
from app.oauth.operations import TOKEN
from app.oauth.requests import ParameterRequest
from app.oauth.server import server
from app.oauth.short_way import token as short_way
from app.openapi.operation import describe


@bp.post("/oauth/token")
@describe(TOKEN)
@limit_guesses
def issue_token() -> Response:
    """Exchange a code or a refresh token for tokens; form or JSON body."""
    return answer_machine(_issue, short_way=short_way.issue)


def _issue(token_request: ParameterRequest) -> Response:
    # Authlib would take a missing grant_type for an unknown one, and name no parameter.
    if not (grant_type := token_request.payload.grant_type):
        raise errors.missing("grant_type")
    if grant_type not in server.grant_types:
        supported = ", ".join(server.grant_types)
        raise Refusal("unsupported_grant_type", f"Send a grant_type of these: {supported}.")
    response: Response = server.create_token_response(token_request)
    return response
