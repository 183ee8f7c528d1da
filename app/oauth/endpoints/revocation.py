"""The revocation endpoint (RFC 7009)."""

from flask import Response

from app.oauth.blueprint import bp
from app.oauth.endpoints.token import answer_machine, limit_guesses
from app.oauth.operations import REVOKE
from app.oauth.requests import ParameterRequest
from app.oauth.server import server
from app.openapi.operation import describe


@bp.post("/oauth/revoke")
@describe(REVOKE)
@limit_guesses
def revoke_token() -> Response:
    """End a token of the client that asks; form or JSON body. 200 ``{}``."""
    return answer_machine(respond_with_revocation)


def respond_with_revocation(parameters: ParameterRequest) -> Response:
    """What Authlib's endpoint answers."""
    return server.create_endpoint_response("revocation", parameters)
