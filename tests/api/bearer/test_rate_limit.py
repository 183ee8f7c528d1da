"""The API's limit: by grant, else by address, and never a reason for a 500."""

import pytest

from app.models.teams.team import Team
from app.serving.waiting_room import ROOM, WAITED, Parked
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


def test_answer_tells_what_is_left_of_the_limit(reader, client, clock):
    """draft-ietf-httpapi-ratelimit-headers-11; Retry-After is the end of the same window."""
    seconds = 86_400 - clock.at % 86_400
    answers = [reader.get(EVENTS), client.get(EVENTS), *(reader.get(EVENTS) for _ in range(3))]
    assert [answer.status_code for answer in answers] == [200, 401, 200, 200, 429]
    left = [answer.headers["RateLimit"] for answer in answers]
    assert left == [f'"default";r={r};t={seconds}' for r in (2, 2, 1, 0, 0)]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"default";q=3;w=86400'}
    assert answers[-1].headers["Retry-After"] == str(seconds)


def test_request_that_waited_is_counted_once(reader):
    since = reader.get(f"{EVENTS}/changes").json["sync_token"]
    polling = f"{EVENTS}/changes?sync_token={since}&wait=5"
    headers = {"Authorization": f"Bearer {reader.token}"}
    with pytest.raises(Parked):
        reader.client.get(polling, headers=headers, environ_overrides={ROOM: True})
    again = {"headers": headers, "environ_overrides": {WAITED: None}}
    answers = [reader.client.get(polling, **again) for _ in range(2)]
    answers += [reader.get(EVENTS), reader.get(EVENTS), reader.client.get(polling, **again)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 200]
    assert [answer.headers["RateLimit"][:13] for answer in answers[:3]] == [
        f'"default";r={left}' for left in (1, 1, 0)
    ]


def test_304_tells_it_too(reader):
    tag = reader.get(EVENTS).headers["ETag"]
    known = reader.get(EVENTS, If_None_Match=tag)
    assert (known.status_code, known.headers["RateLimit"][:13]) == (304, '"default";r=1')
