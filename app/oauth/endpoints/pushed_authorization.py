"""The endpoint for pushed authorization requests (RFC 9126 section 2)."""

from flask import Response, request

from app.callers.request_limits import limit_requests
from app.config import settings
from app.extensions import db
from app.models.credentials.pushed_request import PushedRequest
from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth import client_authentication, errors, flow_reports, token_binding
from app.oauth.authorization import authorization_request
from app.oauth.authorization.authorization_request import Target, UntrustedRequestError
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.errors import Refusal
from app.oauth.operations import PUSH
from app.oauth.requests import ParameterRequest
from app.openapi.operation import describe
from app.web.request_class import takes_up_to

MAX_BODY = 32 * 1024  # bytes
PARAMETERS = authorization_request.PARAMETERS | client_authentication.PARAMETERS


@bp.post("/oauth/par")
@describe(PUSH)
@limit_requests("rate_limit_push")
@takes_up_to(MAX_BODY)
@limit_guesses
def push_request() -> Response:
    """Store an authorization request for the client that sends it; form or JSON body. 201."""
    return answer_machine(_push, PARAMETERS)


def _push(sent: ParameterRequest) -> Response:
    client = client_authentication.authenticate(sent)
    # An assertion stays used: reading the client's document ends the transaction.
    db.session.commit()
    if "request_uri" in sent.parameters:
        nested = because(Reason.PARAMETER_UNSUPPORTED, parameter="request_uri")
        raise Refusal("invalid_request", "request_uri cannot be pushed.", nested)
    credentials = client_authentication.PARAMETERS
    parameters = {name: v for name, v in sent.parameters.items() if name not in credentials}
    parameters["client_id"] = client.client_id
    authorization_request.check(ParameterRequest(request, parameters), _identify(parameters))
    body = {
        "request_uri": PushedRequest.push(client, token_binding.add_thumbprint(parameters)),
        "expires_in": settings().pushed_request_lifetime,
    }
    return errors.answer(body, 201)


def _identify(parameters: dict[str, str]) -> Target:
    try:
        return authorization_request.identify(parameters)
    except UntrustedRequestError as error:
        if error.client is None or error.reason != "redirect_uri":
            unknown = Refusal("invalid_client", errors.DESCRIPTIONS["invalid_client"])
            raise error.cause or unknown from None
        raise Refusal(
            "invalid_request",
            "The redirect_uri is missing or not registered.",
            flow_reports.of_redirect_uri(error.client, error.sent),
        ) from None
