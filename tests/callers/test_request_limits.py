"""Requests are counted by network and view; only those beyond the rate are refused."""

import pytest
from flask import Flask

from app.callers import counts, request_limits
from app.callers.request_limits import count, limit_requests
from tests.support.oauth_flow import register
from tests.support.settings import make_settings

ROUTES = ("/oauth/register", "/api/client", "/oauth/par", "/oauth/device_authorization")
REPORT = "/credentials/report"


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        rate_limit_register="9 per minute; 2 per hour",
        rate_limit_push="2 per hour",
        rate_limit_device="2 per hour",
        rate_limit_report="2 per hour",
    )


def send(client, path, address="127.0.0.1"):
    return client.post(path, json={"x": 1}, environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize("path", [*ROUTES, REPORT])
def test_third_request_of_a_network_waits(client, path, standing_time):
    answers = [send(client, path) for _time in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert [answer.headers.get("Retry-After") for answer in answers] == [None, None, "3600"]
    assert send(client, path, address="192.0.2.7").status_code != 429


def test_views_of_one_scope_are_counted_together(client):
    statuses = [send(client, path).status_code for path in (*ROUTES[:2], ROUTES[0])]
    assert statuses == [400, 400, 429]


def test_pause_after_guesses_is_not_that_of_the_window(app, settings, standing_time):
    """The smaller limit is told, once: programs join fields that are sent twice."""
    few = {"rate_limit_push": "90 per hour", "rate_limit_token": "1 per hour"}
    app.config["SETTINGS"] = settings.model_copy(update=few)
    poster = register(app)
    wrong = {"client_id": poster.id, "client_secret": "wrong"}
    answers = [app.test_client().post("/oauth/par", data=wrong) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [401, 429, 429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert [answer.headers.getlist("X-RateLimit-Limit") for answer in answers] == [["1"]] * 3


def test_every_rate_is_told_up_to_the_one_exceeded(client, standing_time):
    answers = [send(client, ROUTES[0]) for _time in range(3)]
    assert answers[0].headers["RateLimit-Policy"] == '"default";q=9;w=60, "default-3600";q=2;w=3600'
    assert answers[0].headers["RateLimit"] == '"default";r=8;t=60, "default-3600";r=1;t=3600'
    assert answers[-1].headers["X-RateLimit-Limit"] == "2"


@pytest.fixture
def bare():
    """An application that has nothing but settings and counts."""
    app = Flask("limits")
    app.config["SETTINGS"] = make_settings(rate_limits=True, rate_limit_push="2 per hour")
    app.extensions[counts.KEY] = counts.Counts()
    return app


def test_shortest_window_is_counted_first_and_a_refusal_uses_up_no_other(bare):
    with bare.app_context():
        left = [[limit.left for limit in count("5 per hour; 2 per minute", "a")] for _ in range(3)]
        assert left == [[1, 4], [0, 3], [-1]]
        assert [limit.left for limit in count("5 per hour", "a")] == [2]


def test_view_that_is_not_limited_anywhere_is_called(bare):
    view = limit_requests("rate_limit_push")(lambda: "fine")
    bare.add_url_rule("/", view_func=view)
    statuses = [bare.test_client().get("/").status_code for _ in range(3)]
    bare.config["SETTINGS"] = make_settings(rate_limits=False)
    assert [*statuses, bare.test_client().get("/").status_code] == [200, 200, 429, 200]


def test_counts_go_on_where_those_of_earlier_versions_are(bare):
    """In Redis, while the servers of both versions run."""
    with bare.app_context():
        (rate,) = request_limits.read_rates("300 per minute")
        request_limits.hit(rate, "127.0.0.1", "oauth.push_request")
        name = "LIMITER/127.0.0.1/oauth.push_request/300/1/minute"
        assert counts.counts().get(name) == 1
