"""Access tokens bound to a key: each call proves possession of it (RFC 9449 section 7)."""

from app.api.bearer import presented_token
from app.api.bearer.caller import current_caller
from app.api.bearer.errors import MisusedTokenError, explain
from app.callers import dpop
from app.database.transactions import start_writing
from app.extensions import db
from app.models.credentials.dpop_key import ALGORITHMS
from app.models.credentials.dpop_proof import InvalidProofError, NonceRequiredError
from app.models.credentials.live_token import LiveToken
from app.models.flow_doctor.diagnosis import Reason

ALGS = " ".join(sorted(ALGORITHMS))


def check(token: LiveToken, text: str) -> None:
    """Raise MisusedTokenError unless the request presents the token, with this text, as it must be.

    A bound token needs the scheme DPoP and a proof by its key, any other the scheme Bearer.
    """
    is_dpop = presented_token.has_dpop_scheme()
    if token.dpop_jkt is None and is_dpop:
        explain(Reason.TOKEN_NOT_BOUND)
        raise MisusedTokenError("invalid_token", "The token is not bound to a key: use Bearer.")
    if token.dpop_jkt is not None and not is_dpop:
        explain(Reason.TOKEN_BOUND)
        raise MisusedTokenError("invalid_token", "The token is bound to a key: use DPoP.")
    if token.dpop_jkt is not None and _prove(text) != token.dpop_jkt:
        explain(Reason.PROOF_KEY_DIFFERS)
        raise MisusedTokenError("invalid_token", "The token is bound to another key.")


def _prove(text: str) -> str:
    """Return the thumbprint of the proof's key; the proof counts for the whole request."""
    caller = current_caller()
    if caller.proven_key is None:
        caller.proven_key = _use_proof(text)
    return caller.proven_key


def _use_proof(text: str) -> str:
    start_writing()
    try:
        key = dpop.prove(text)
    except NonceRequiredError as error:
        if error.is_missing:
            explain(Reason.PROOF_NONCE_MISSING)
        current_caller().is_to_retry = not error.is_missing
        raise MisusedTokenError("use_dpop_nonce", "Repeat with the nonce in DPoP-Nonce.") from None
    except InvalidProofError as error:
        explain(Reason.PROOF_INVALID, part=error.part.value)
        raise MisusedTokenError("invalid_dpop_proof", error.part.description) from None
    db.session.commit()
    if key is None:
        explain(Reason.PROOF_MISSING)
        raise MisusedTokenError("invalid_dpop_proof", "Send a DPoP proof.")
    return key
