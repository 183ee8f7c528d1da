"""Codes and refresh tokens under twenty requests at one instant, against two server processes."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.grants.grant import Grant
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.http_race import form_call

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 50
CALLS = 20


@pytest.fixture
def poster(app):
    """A confidential client with a grant of one team."""
    registered = flow.register(app)
    with app.app_context():
        owner = factories.make_user()
        factories.make_grant(Client.find(registered.id), owner, factories.make_team(owner))
        db.session.commit()
    return registered


def prepare(app, make):
    """What ``make`` returns for the only grant, committed, ROUNDS times."""
    with app.app_context():
        grant = db.session.scalars(select(Grant)).one()
        made = [make(grant) for _ in range(ROUNDS)]
        db.session.commit()
        return made


def run_round(race, server, app, **body):
    """Twenty identical token requests at once; their answers."""
    call = form_call(f"{server.url}/oauth/token", {**body, **app.credentials()})
    return race.run([call] * CALLS)


def test_twenty_exchanges_of_one_code_have_one_winner(app, live_server, race, poster):
    """Case 74: one 200 a round, no 5xx, and never more than one live token."""
    codes = prepare(app, factories.make_code)
    for code in codes:
        answers = run_round(
            race,
            live_server,
            poster,
            grant_type="authorization_code",
            code=code,
            redirect_uri=poster.redirect_uri,
        )
        statuses = sorted(answer.status for answer in answers)
        assert statuses == [200] + [400] * (CALLS - 1)
        losers = {answer.json["error"] for answer in answers if answer.status == 400}
        assert losers == {"invalid_grant"}
    with app.app_context():
        assert count(AccessToken) == ROUNDS
        # The losers were replays: what the winners got ended with them.
        assert count(TokenFamily, TokenFamily.revoked_at.is_(None)) == 0


def test_twenty_refreshes_have_one_successor_pair(app, live_server, race, poster):
    """All of them are answered with the identical pair, and it works afterwards."""
    pairs = prepare(app, factories.make_tokens)
    for _access, token in pairs:
        answers = run_round(
            race, live_server, poster, grant_type="refresh_token", refresh_token=token
        )
        assert {answer.status for answer in answers} == {200}
        successors = {
            (answer.json["access_token"], answer.json["refresh_token"]) for answer in answers
        }
        assert len(successors) == 1
    with app.app_context():
        assert count(RefreshToken) == count(AccessToken) == 2 * ROUNDS
        assert count(RefreshToken, RefreshToken.spent_at.is_(None)) == ROUNDS
        assert count(AccessToken, AccessToken.superseded_at.is_(None)) == ROUNDS
        assert count(TokenFamily, TokenFamily.revoked_at.is_not(None)) == 0


def count(model, *conditions):
    """How many rows meet the conditions."""
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))
