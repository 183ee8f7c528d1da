"""One client assertion, presented by many at one instant to two server processes."""

import json

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import oauth_flow as flow
from tests.support.assertions import body, public_keys, sign
from tests.support.http_race import form_call

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 3
CALLS = 12


def test_an_assertion_has_one_winner(app, live_server, race):
    signer = flow.register(app)
    with app.app_context():
        client = Client.find(signer.id)
        client.token_endpoint_auth_method = "private_key_jwt"
        client.jwks = json.dumps(public_keys("ES256"))
        db.session.commit()
    for _round in range(ROUNDS):
        sent = {"token": "x", **body(sign(signer.id, aud=live_server.url))}
        answers = race.run([form_call(f"{live_server.url}/oauth/revoke", sent)] * CALLS)
        assert sorted(answer.status for answer in answers) == [200] + [401] * (CALLS - 1)
