"""The tour's app asks with PKCE."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

from app.demo.tour_app import TourApp

APP = TourApp("http://127.0.0.1:5000", "sd_app_x", "sd_sec_x", "http://127.0.0.1:5000/tour")


def test_authorization_request_proves_its_verifier_and_state():
    address, state, verifier = APP.authorization_request()
    query = dict(parse_qsl(urlsplit(address).query))
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert (query["state"], query["code_challenge"]) == (state, digest.decode().rstrip("="))
    assert "sd_sec_x" not in address


def test_each_authorization_request_is_new():
    first, second = APP.authorization_request(), APP.authorization_request()
    assert not set(first) & set(second)
