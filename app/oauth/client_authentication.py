"""Client authentication (RFC 6749 section 2.3): one method, and one error for every failure."""

import base64
import binascii
from urllib.parse import unquote_plus

from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.credentials import client_authentication
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.oauth import flow_reports
from app.oauth.errors import DESCRIPTIONS, Refusal
from app.oauth.requests import ParameterRequest
from app.observability import metering
from app.web import internal_request

# The parameters of a body that authenticate its sender.
PARAMETERS = frozenset({"client_id", "client_secret", "client_assertion", "client_assertion_type"})


def authenticate(request: ParameterRequest) -> Client:
    """The client that made the request.

    A confidential client sends its secret by Basic or in the body, a public one only its id.
    Raises Refusal: invalid_client, the same for an unknown id and a wrong secret, or
    invalid_request for two methods at once.
    """
    if (vouched := _vouched_for(request)) is not None:
        return vouched
    client_id, secret, method = read_credentials(request)
    judgement = client_authentication.authenticate(client_id or "", secret)
    client = judgement.client
    number = client.id if client else client_search.find_number(client_id or "")
    if number is not None:
        metering.recognise(number)
    if client is None:
        raise _refusal(judgement.diagnosis)
    flow_reports.prove(client)
    request.auth_method = method
    return client


def _vouched_for(request: ParameterRequest) -> Client | None:
    """The client of a trial, for which the portal vouches instead of a secret."""
    client_id = internal_request.vouched_client()
    if not client_id or request.parameters.get("client_id") != client_id:
        return None
    client = Client.find(client_id)
    if client is None or not client.is_usable:
        return None
    flow_reports.prove(client)
    request.auth_method = "client_secret_post" if client.confidential else "none"
    return client


def read_credentials(request: ParameterRequest) -> tuple[str | None, str | None, str]:
    """The client ID, the secret and the method that the request claims; raises Refusal."""
    in_body = request.parameters.get("client_id"), request.parameters.get("client_secret")
    header = request.headers.get("Authorization")
    if header is None:
        return *in_body, "client_secret_post" if in_body[1] else "none"
    if in_body[1]:
        raise Refusal(
            "invalid_request",
            "Authenticate either by header or in the body, not by both.",
            because(Reason.CREDENTIALS_TWICE),
        )
    client_id, secret = _read_basic(header)
    if in_body[0] and in_body[0] != client_id:
        raise _refusal(because(Reason.CLIENT_ID_DIFFERS))
    if not secret:
        # An empty secret may as well be left out (RFC 6749 section 2.3.1).
        return client_id, None, "none"
    return client_id, secret, "client_secret_basic"


def _read_basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
        client_id, colon, secret = pair.partition(":")
        if not colon:
            raise ValueError
    except (binascii.Error, ValueError):
        raise _refusal(because(Reason.CREDENTIALS_UNREADABLE)) from None
    # Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1).
    return unquote_plus(client_id), unquote_plus(secret)


def _refusal(diagnosis: Diagnosis | None) -> Refusal:
    return Refusal("invalid_client", DESCRIPTIONS["invalid_client"], diagnosis)
