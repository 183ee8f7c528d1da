"""Device authorization grant: a device polls until a person has decided (RFC 8628 section 3.4)."""

from typing import Any

from authlib.oauth2 import rfc8628

from app.models.credentials import credential_diagnosis
from app.models.credentials.devices.device_authorization import DeviceAuthorization, PollState
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.values import clock
from app.oauth import resource_indicators, token_binding
from app.oauth.errors import DESCRIPTIONS, Refusal, invalid_grant, missing
from app.oauth.token_response import id_token_of, token_answer


class DeviceCodeGrant(rfc8628.DeviceCodeGrant):
    """Authlib's grant type, with our order of checks and errors.

    Authlib answers an unknown device code with invalid_request, where section 3.5 and RFC 6749
    section 5.2 say invalid_grant, and would issue tokens to every poll after the approval.
    """

    def validate_token_request(self) -> None:
        """Find the authorization of the client's device code, whatever was decided about it."""
        client = self.authenticate_token_endpoint_client()
        if not client.check_grant_type(self.GRANT_TYPE):
            raise Refusal("unauthorized_client", DESCRIPTIONS["unauthorized_client"])
        device_code = self.request.form.get("device_code")
        if not device_code:
            raise missing("device_code")
        authorization = DeviceAuthorization.find(device_code, client)
        if authorization is None:
            raise invalid_grant(because(Reason.DEVICE_CODE_UNKNOWN))
        self.request.client, self.request.credential = client, authorization

    def create_token_response(self) -> tuple[int, dict[str, Any], list[Any]]:
        """The tokens, once, after the approval; until then and otherwise the state as an error."""
        authorization: DeviceAuthorization = self.request.credential
        state = authorization.poll()
        if state is not PollState.APPROVED:
            raise _refusal(authorization, state)
        authorization.hold()
        if authorization.grant is not None and not authorization.grant.is_usable:
            raise invalid_grant(credential_diagnosis.of_grant(authorization.grant))
        if not authorization.scopes:
            raise invalid_grant(because(Reason.GRANT_NARROWED))
        audience = resource_indicators.narrow(authorization.audience, self.request.parameters)
        key = token_binding.prove_key(authorization.client)
        pair = authorization.redeem(dpop_jkt=key, audience=audience)
        if pair is None:
            raise _refusal(authorization, PollState.USED)
        answer = token_answer(pair, id_token_of(authorization.family, pair))
        return 200, answer, self.TOKEN_RESPONSE_HEADER


def _refusal(authorization: DeviceAuthorization, state: PollState) -> Refusal:
    if state is PollState.USED:
        return invalid_grant(because(Reason.DEVICE_CODE_USED, at=authorization.redeemed_at or 0))
    expired_for = clock.now() - authorization.expires_at
    diagnosis = {
        PollState.TOO_EARLY: because(Reason.POLLED_TOO_EARLY, seconds=authorization.poll_interval),
        PollState.DENIED: because(Reason.DENIED),
        PollState.EXPIRED: because(Reason.DEVICE_CODE_EXPIRED, seconds=expired_for),
    }.get(state)
    # 400 as for every error of the token endpoint (RFC 6749 section 5.2), access_denied too.
    return Refusal(state, DESCRIPTIONS[state], diagnosis, status=400)
