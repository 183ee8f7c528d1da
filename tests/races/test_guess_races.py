"""Wrong guesses at one instant, against two server processes that count in one Redis."""

import pytest

from tests.support import oauth_flow as flow
from tests.support.http_race import form_call, json_call

pytestmark = pytest.mark.race

FREE = 10
CALLS = 80


@pytest.fixture
def server(start_server, redis_url):
    """Two processes with limits."""
    return start_server(
        redis_url=redis_url, rate_limits=True, rate_limit_token=f"{FREE} per minute"
    )


def test_burst_of_guesses_has_no_more_than_its_allowance(app, server, race):
    """In whichever process they arrive, as form or as JSON."""
    poster = flow.register(app)
    body = {"token": "x", "client_id": poster.id, "client_secret": "wrong"}
    url = f"{server.url}/oauth/revoke"
    answers = race.run([form_call(url, body), json_call(url, body)] * (CALLS // 2))
    statuses = [answer.status for answer in answers]
    # A slow machine may take longer than the first pauses, of one and two seconds.
    assert FREE <= statuses.count(401) <= FREE + 2
    assert statuses.count(401) + statuses.count(429) == CALLS
