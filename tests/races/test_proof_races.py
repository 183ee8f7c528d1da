"""One DPoP proof under twenty requests at one instant, against two server processes."""

import pytest

from app.extensions import db
from app.models.credentials import dpop_nonce
from app.models.credentials.access_token import AccessToken
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.dpop import Holder
from tests.support.http_race import Call, form_call

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 10
CALLS = 20


@pytest.fixture
def holder(app):
    """A client that knows a nonce; every process accepts it."""
    holder = Holder()
    with app.app_context():
        holder.nonce = dpop_nonce.present()
    return holder


def test_of_twenty_calls_with_one_proof_one_is_answered(app, live_server, race, holder):
    with app.app_context():
        owner = factories.make_user()
        client, _secret = factories.make_client(scopes="profile:read")
        team = factories.make_team(owner)
        grant = factories.make_grant(client, owner, team, scopes="profile:read")
        _row, token = AccessToken.issue(
            grant, scopes=grant.scopes, lifetime=7200, dpop_jkt=holder.thumbprint
        )
        db.session.commit()
    address = f"{live_server.url}/api/v1/me"
    for _round in range(ROUNDS):
        proof = holder.prove("GET", address, token)
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof}
        answers = race.run([Call(address, headers=headers)] * CALLS)
        assert sorted(answer.status for answer in answers) == [200] + [401] * (CALLS - 1)


def test_of_twenty_token_requests_with_one_proof_one_is_answered(app, live_server, race, holder):
    client = flow.register(app, profile="eventpop")
    form = {"grant_type": "client_credentials", **client.credentials()}
    address = f"{live_server.url}/oauth/token"
    for _round in range(ROUNDS):
        call = form_call(address, form, {"DPoP": holder.prove("POST", address)})
        answers = race.run([call] * CALLS)
        assert sorted(answer.status for answer in answers) == [200] + [400] * (CALLS - 1)
        losers = {answer.json["error"] for answer in answers if answer.status == 400}
        assert losers == {"invalid_dpop_proof"}
