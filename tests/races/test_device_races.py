"""Devices under twenty requests at one instant, against two server processes."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_protocol import DEVICE_CODE
from app.models.credentials.access_token import AccessToken
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from tests.support import device_flow as device
from tests.support import factories
from tests.support.http_race import form_call

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 15
CALLS = 20


def test_twenty_polls_after_the_approval_have_one_winner(app, live_server, race):
    scanner = device.register(app)
    codes = prepare(app, scanner)
    for code in codes:
        body = {"grant_type": DEVICE_CODE, "device_code": code, **scanner.credentials()}
        answers = race.run([form_call(f"{live_server.url}/oauth/token", body)] * CALLS)
        assert sorted(answer.status for answer in answers) == [200] + [400] * (CALLS - 1)
        losers = {answer.json["error"] for answer in answers if answer.status == 400}
        assert losers == {"invalid_grant"}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AccessToken)) == ROUNDS


def prepare(app, scanner):
    """Device codes that an owner has approved."""
    with app.app_context():
        client, owner = Client.find(scanner.id), factories.make_user()
        grant = factories.make_grant(client, owner, factories.make_team(owner))
        codes = []
        for _round in range(ROUNDS):
            issued = DeviceAuthorization.issue(client, scopes="events:read", network="x")
            DeviceAuthorization.find(issued.device_code, client).approve(grant)
            codes.append(issued.device_code)
        db.session.commit()
        return codes
