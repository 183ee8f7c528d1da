"""The introspection endpoint (RFC 7662)."""

from flask import Response

from app.oauth.blueprint import bp
from app.oauth.endpoints.token import answer_machine, limit_guesses
from app.oauth.operations import INTROSPECT
from app.oauth.requests import ParameterRequest
from app.oauth.server import server
from app.openapi.operation import describe


@bp.post("/oauth/introspect")
@describe(INTROSPECT)
@limit_guesses
def introspect_token() -> Response:
    """Say whether a token of the client that asks is active; form or JSON body."""
    return answer_machine(respond_with_introspection)


def respond_with_introspection(parameters: ParameterRequest) -> Response:
    """What Authlib's endpoint answers."""
    return server.create_endpoint_response("introspection", parameters)
