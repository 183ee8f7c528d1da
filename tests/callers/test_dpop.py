"""The proof in the header of a request, and the nonce of its answer."""

import pytest
from flask import Response

from app.callers import dpop
from app.models.credentials.dpop_proof import InvalidProofError
from tests.support.dpop import HOST, Holder


def prove(app, address, environ, method="POST"):
    """What the request proves, with the nonce that it is told."""
    holder = Holder()
    with app.test_request_context(address, method=method, headers=environ):
        holder.nonce = dpop.offer_nonce(Response()).headers["DPoP-Nonce"]
    proof = holder.prove(method, HOST + address)
    with app.test_request_context(address, method=method, headers={**environ, "DPoP": proof}):
        return dpop.prove(), holder.thumbprint


def test_request_without_a_proof_proves_nothing(app):
    with app.test_request_context("/oauth/token", method="POST"):
        assert dpop.prove() is None


@pytest.mark.parametrize(
    "address", ["/oauth/token", "/api/v1/caf%C3%A9/events", "/a%20b", "/a;b=c", "/a%2Fb", "/a~b"]
)
def test_address_is_compared_as_it_was_sent(app, address):
    proven, thumbprint = prove(app, address, {})
    assert proven == thumbprint


def test_two_headers_are_refused(app):
    headers = [("DPoP", Holder().prove()), ("DPoP", Holder().prove())]
    with (
        app.test_request_context("/oauth/token", method="POST", headers=headers),
        pytest.raises(InvalidProofError),
    ):
        dpop.prove()
