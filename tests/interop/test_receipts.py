"""Signed receipts at other people's software: jose verifies one by our published keys."""

from urllib.parse import urlencode

from tests.interop.conftest import REDIRECT_URI


def test_jose_verifies_the_receipt_of_an_approval(client, world, person):
    app = world.apps["server"]["client_id"]
    query = {"client_id": app, "redirect_uri": REDIRECT_URI, "scope": "events:read", "state": "s"}
    asked = urlencode(query | {"response_type": "code", "prompt": "consent"})
    person.allow(f"{world.url}/oauth/authorize?{asked}")
    keys = f"{world.url}/oauth/receipt-keys.json"
    facts = client("receipts", receipt=person.keep_receipt("The server app"), keys=keys)
    assert facts["tokens"] == facts["receipts"]
    claims = facts["tokens"]["payload"]
    assert (claims["client_id"], claims["client_name"]) == (app, "The server app")
    assert (claims["scopes"], claims["teams"][0]["slug"]) == (["events:read"], "harbour-hall")
    assert claims["user"]["email"] == "olivia@example.org"
    assert facts["refusal"] == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"
