"""The API's limit: by grant, else by address, and never a reason for a 500."""

import pytest

from app.models.teams.team import Team
from tests.support.api import EVENTS, make_reader
from tests.support.settings import make_settings


@pytest.fixture(params=["", "redis://127.0.0.1:1/0"], ids=["memory", "dead redis"])
def settings(request, database_url, tmp_path):
    """Three requests a day, counted in memory or in a Redis that does not answer."""
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        rate_limit_api="3 per day",
        redis_url=request.param,
    )


def test_limit_is_the_grants_own(app, reader):
    with app.app_context():
        second = make_reader(app, Team.find("harbour-hall"))
    assert [reader.get(EVENTS).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = reader.get(EVENTS)
    assert refused.json["error"] == "rate_limited"
    assert refused.mimetype == "application/problem+json"
    assert int(refused.headers["Retry-After"]) > 0
    assert second.get(EVENTS).status_code == 200


def test_guesses_are_counted_by_address(reader, client):
    statuses = [client.get(EVENTS).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert reader.get(EVENTS).status_code == 200
