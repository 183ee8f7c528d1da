"""Client authentication (RFC 6749 section 2.3): one method, and one error for every failure."""

import base64
import binascii
from urllib.parse import unquote_plus

import flask

from app.config import settings
from app.models.clients.client import Client
from app.models.credentials import client_assertion, client_authentication
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.oauth import flow_reports
from app.oauth.errors import DESCRIPTIONS, Refusal, missing
from app.oauth.requests import ParameterRequest
from app.observability import metering
from app.web import internal_request

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
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
    client_id, proof, method = read_credentials(request)
    if method == client_assertion.METHOD:
        judgement = client_authentication.authenticate_by_key(
            client_id or "", proof or "", audiences()
        )
    else:
        judgement = client_authentication.authenticate(client_id or "", proof)
    client, number = judgement.client, judgement.number
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
    """The client ID, the proof and the method that the request claims; raises Refusal.

    The proof is a secret or an assertion; None for a client without.
    """
    if request.parameters.keys() & {"client_assertion", "client_assertion_type"}:
        return _read_assertion(request)
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


def audiences() -> frozenset[str]:
    """Whom an assertion may be for: the server, its token endpoint, or the endpoint itself.

    The first is what to send (draft-ietf-oauth-rfc7523bis); libraries still send the others.
    """
    base = settings().public_url
    return frozenset({base, f"{base}/oauth/token", f"{base}{flask.request.path}"})


def _read_assertion(sent: ParameterRequest) -> tuple[str, str, str]:
    """As read_credentials, for RFC 7523 section 2.2; the client may leave out its id."""
    for name in ("client_assertion", "client_assertion_type"):
        if name not in sent.parameters:
            raise missing(name)
    if "client_secret" in sent.parameters or "Authorization" in sent.headers:
        raise _two_methods()
    kind, assertion = (
        sent.parameters["client_assertion_type"],
        sent.parameters["client_assertion"],
    )
    if kind != ASSERTION_TYPE:
        raise _refusal(because(Reason.ASSERTION_TYPE, sent=kind[:100]))
    subject = client_assertion.claimed_subject(assertion)
    client_id = sent.parameters.get("client_id", subject)
    if subject and client_id != subject:
        raise _refusal(because(Reason.CLIENT_ID_DIFFERS))
    return client_id, assertion, client_assertion.METHOD


def _two_methods() -> Refusal:
    return Refusal(
        "invalid_request",
        "Authenticate in one way: by header, by client_secret or by client_assertion.",
        because(Reason.CREDENTIALS_TWICE),
    )


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
