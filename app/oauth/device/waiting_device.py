"""Finds the device that shows a code; what it asks for is shown as any other request."""

from app.callers.caller_network import caller_network
from app.callers.guesses import MANY, Allowance
from app.models.credentials.devices import user_code
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.values import scopes
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
    WaitingDevice,
)
from app.web.signed_in import current_person


def find(typed: str) -> AuthorizationRequest | None:
    """The request of the device that shows the code, for the signed-in user.

    None for every code that no device shows now. Raises UntrustedRequestError for a pending app
    of another developer.
    """
    code = user_code.read(typed)
    authorization = DeviceAuthorization.find_undecided(code) if code else None
    if code is None or authorization is None:
        return None
    client = authorization.client
    if not client.is_available_to(current_person()):
        raise UntrustedRequestError("client_pending", client=client)
    return AuthorizationRequest(
        target=Target(client, redirect_uri="", redirect_uri_given=False, state=None),
        scopes=scopes.parse(authorization.scopes),
        code_challenge=None,
        prompts=frozenset(),
        team_hint=None,
        max_age=client.default_max_age,
        device=WaitingDevice(authorization, user_code.show(code)),
    )


def allowances() -> list[Allowance]:
    """How many wrong codes are free: by account and network, as for passwords."""
    account, network = current_person().public_id, caller_network()
    return [
        Allowance(f"user code/{account}/{network}"),
        Allowance(f"user code/{network}", MANY),
        Allowance(f"user code/{account}", MANY),
    ]
