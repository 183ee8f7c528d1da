"""What every error says to a program, whichever endpoint and dialect it is of.

The test client checks each error that any test meets.
"""

import re

from app.portal.docs.facts import list_anchored
from app.web.problems import anchor

MEMBERS = ("error", "error_description", "message", "error_uri", "request_id")
PLAIN = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 section 5.2
API = ("/api/v1/", "/api/event", "/api/public/", "/v2/", "/oauth/token/info")
SECTIONS = {anchor(code) for code in list_anchored()}
JSON = {"application/json", "application/problem+json"}


def check_error(answer) -> None:
    """Fail when an error in JSON lacks a member, or leads to no section of the documentation."""
    if "Access-Control-Allow-Origin" not in answer.headers:
        return  # for a page of ours
    body = answer.get_json(silent=True) if answer.mimetype in JSON else None
    if not isinstance(body, dict) or "error" not in body:
        return
    assert set(MEMBERS) <= body.keys(), body
    assert body["request_id"] == answer.headers["X-Request-ID"]
    assert PLAIN.fullmatch(body["error_description"]), body
    assert not set("<>") & set(body["error_description"]), body
    page, _hash, section = body["error_uri"].partition("#")
    assert (page.endswith("/docs/errors"), section) == (True, anchor(body["error"]))
    assert section in SECTIONS, f"Add a row for {body['error']} to app/portal/docs/facts.py."
    if answer.status_code in {401, 403} and answer.request.path.startswith(API):
        check_challenge(answer, body["error"])
    if answer.status_code == 429:
        assert answer.headers["Retry-After"]


def check_challenge(answer, error: str) -> None:
    """Fail when the API refuses a token without saying what would do."""
    challenge = answer.headers["WWW-Authenticate"]
    # The scheme of the request (RFC 9449 section 7.1).
    scheme = answer.request.headers.get("Authorization", "")[:5].lower()
    expected = "DPoP" if scheme == "dpop " else "Bearer"
    assert challenge.startswith(f'{expected} realm="Stagedoor"'), challenge
    assert re.search(r' scope="[!#-\[\]-~ ]+"', challenge), challenge
    assert re.search(r' resource_metadata="https?://[^"]+/oauth-protected-resource', challenge)
    # RFC 6750 section 3.1: none without a token.
    assert (f' error="{error}"' in challenge) is (error != "unauthorized"), challenge
