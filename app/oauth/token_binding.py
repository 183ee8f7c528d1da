"""Binds tokens to the key of a DPoP proof (RFC 9449 sections 5, 8 and 10)."""

from app.callers import dpop
from app.models.clients.client import Client
from app.models.credentials.dpop_proof import (
    THUMBPRINT,
    InvalidProofError,
    NonceRequiredError,
    Part,
)
from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth.errors import Refusal
from app.web import internal_request

PARAMETER = "dpop_jkt"


def prove_key(client: Client) -> str | None:
    """Return the thumbprint of the key to which the answer's tokens are bound.

    None for bearer tokens, which a client with ``dpop_bound_access_tokens`` does not get (section
    5.2); in a trial the portal acts for the client. Raises Refusal.
    """
    key = _prove()
    needs_key = client.dpop_bound_access_tokens and not internal_request.vouched_client()
    if key is None and needs_key:
        raise _missing("This app must send a DPoP proof.")
    return key


def require_same_key(expected: str | None, key: str | None) -> None:
    """Raise Refusal unless ``key`` is the one to which a code or refresh token is bound, if any."""
    if expected is None or key == expected:
        return
    if key is None:
        raise _missing("It is bound to a key: send a DPoP proof.")
    raise Refusal(
        "invalid_grant",
        "It is bound to another key than that of the DPoP proof.",
        because(Reason.PROOF_KEY_DIFFERS),
    )


def read_thumbprint(parameters: dict[str, str]) -> str | None:
    """Return ``dpop_jkt`` of an authorization request (section 10); raises Refusal."""
    thumbprint = parameters.get(PARAMETER)
    if thumbprint is not None and not THUMBPRINT.fullmatch(thumbprint):
        raise Refusal(
            "invalid_request",
            "dpop_jkt must be a SHA-256 JWK thumbprint: 43 characters of base64url.",
            because(Reason.PARAMETER_UNSUPPORTED, parameter=PARAMETER),
        )
    return thumbprint


def add_thumbprint(parameters: dict[str, str]) -> dict[str, str]:
    """Return pushed ``parameters`` with ``dpop_jkt`` from the request's proof (section 10.1).

    Raises Refusal for a proof that is wrong or of another key than the parameter says.
    """
    key = _prove()
    if key is None:
        return parameters
    if parameters.get(PARAMETER, key) != key:
        raise Refusal(
            "invalid_request",
            "dpop_jkt is not the thumbprint of the DPoP proof's key.",
            because(Reason.PROOF_KEY_DIFFERS),
        )
    return {**parameters, PARAMETER: key}


def _prove() -> str | None:
    try:
        return dpop.prove()
    except NonceRequiredError as error:
        # Not for the developer's eyes where a nonce has only aged: the client tries again.
        missing = because(Reason.PROOF_NONCE_MISSING) if error.is_missing else None
        raise Refusal(
            "use_dpop_nonce", "Repeat the request with the nonce in DPoP-Nonce.", missing
        ) from None
    except InvalidProofError as error:
        raise _invalid(error.part) from None


def _invalid(part: Part) -> Refusal:
    diagnosis = because(Reason.PROOF_INVALID, part=part.value)
    return Refusal("invalid_dpop_proof", part.description, diagnosis)


def _missing(description: str) -> Refusal:
    return Refusal("invalid_dpop_proof", description, because(Reason.PROOF_MISSING))
