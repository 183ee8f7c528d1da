"""The device authorization endpoint (RFC 8628 section 3.1): codes for a device that cannot ask."""

from flask import Response

from app.callers.caller_network import caller_network
from app.callers.request_limits import limit_requests
from app.models.clients.client_protocol import DEVICE_CODE
from app.models.credentials.devices import user_code
from app.models.credentials.devices.device_authorization import (
    INTERVAL,
    LIFETIME,
    DeviceAuthorization,
)
from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth import client_authentication, errors, resource_indicators
from app.oauth.blueprint import bp
from app.oauth.endpoints.machine import answer_machine, limit_guesses
from app.oauth.errors import DESCRIPTIONS, Refusal
from app.oauth.flow_reports import of_scope
from app.oauth.operations import AUTHORIZE_DEVICE
from app.oauth.requests import ParameterRequest
from app.openapi.operation import describe
from app.web.public_url import public_url_for


@bp.post("/oauth/device_authorization")
@describe(AUTHORIZE_DEVICE)
@limit_requests("rate_limit_device")
@limit_guesses
def authorize_device() -> Response:
    """Issue a device code and a user code; form or JSON body."""
    return answer_machine(_issue)


def _issue(request: ParameterRequest) -> Response:
    client = client_authentication.authenticate(request)
    if not client.check_grant_type(DEVICE_CODE):
        off = because(Reason.GRANT_TYPE_NOT_ALLOWED, sent=DEVICE_CODE)
        raise Refusal("unauthorized_client", DESCRIPTIONS["unauthorized_client"], off)
    scope = request.parameters.get("scope")
    allowed = client.get_allowed_scope(scope)
    if allowed is None:
        raise Refusal("invalid_scope", DESCRIPTIONS["invalid_scope"], of_scope(client, scope))
    codes = DeviceAuthorization.issue(
        client,
        scopes=allowed,
        network=caller_network(),
        audience=resource_indicators.read(request.parameters),
    )
    shown = user_code.show(codes.user_code)
    return errors.answer(
        {
            "device_code": codes.device_code,
            "user_code": shown,
            "verification_uri": public_url_for("oauth.ask_user_code"),
            "verification_uri_complete": public_url_for("oauth.ask_user_code", user_code=shown),
            "expires_in": LIFETIME,
            "interval": INTERVAL,
        }
    )
