"""The published keys."""

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from app.extensions import db
from app.models.credentials.signing_keys import signed_token

HERE = "/oauth/jwks.json"


@pytest.mark.both_databases
def test_first_request_makes_the_keys_that_sign(app, client):
    answer = client.get(HERE)
    assert answer.json == client.get(HERE).json
    assert {key["alg"] for key in answer.json["keys"]} == {"RS256", "EdDSA"}
    with app.app_context():
        token = signed_token.sign({"a": 1}, typ="JWT")
        db.session.rollback()
    keys = KeySet.import_key_set(answer.json)
    assert jwt.decode(token, keys, algorithms=["RS256"]).claims == {"a": 1}


def test_key_set_is_public_and_cacheable(client):
    answer = client.get(HERE)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.mimetype == "application/json"
    assert "Set-Cookie" not in answer.headers
    assert not {"d", "p", "q"} & set().union(*answer.json["keys"])
