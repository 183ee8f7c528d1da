"""The DPoP proof of the current request, and the nonce that its answer offers (RFC 9449)."""

from urllib.parse import quote

from flask import Response, after_this_request, request

from app.config import settings
from app.models.credentials import dpop_nonce
from app.models.credentials.dpop_proof import (
    DPoPProof,
    InvalidProofError,
    Part,
)

HEADER = "DPoP"
NONCE_HEADER = "DPoP-Nonce"


def prove(token: str | None = None) -> str | None:
    """Use up the request's proof, made for ``token`` if any; return the thumbprint of its key.

    None without a proof. Raises InvalidProofError and NonceRequiredError. The answer offers a
    nonce when the proof's is missing or will age. Commit afterwards.
    """
    headers = request.headers.getlist(HEADER)
    if not headers:
        return None
    # Several headers reach us as one, joined by commas (section 4.3, 1).
    if len(headers) > 1 or "," in headers[0]:
        raise InvalidProofError(Part.HEADER)
    proof = DPoPProof.read(headers[0].strip())
    if not proof.has_present_nonce:
        after_this_request(offer_nonce)
    proof.spend(method=request.method, address=settings().public_url + _path(), token=token)
    return proof.thumbprint


def offer_nonce(response: Response) -> Response:
    """Add the present nonce (section 8.2); such an answer is not for a cache."""
    response.headers[NONCE_HEADER] = dpop_nonce.present()
    response.headers["Cache-Control"] = "no-store"
    return response


def _path() -> str:
    # As the address would be written: the server has it decoded.
    return quote(request.path)
