"""/metrics: figures for monitoring, where the operator wants them."""

import time
from sqlite3 import OperationalError as SQLiteError

import pytest
from sqlalchemy.exc import OperationalError

from app.database.hot_reads import HotReads
from app.extensions import db
from app.factory import create_app
from app.models.teams.team import Team
from app.models.usage import usage
from app.models.usage.request_log import Call
from app.version import VERSION
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.api import EVENTS
from tests.support.forms import submit
from tests.support.hooks import make_hooked
from tests.support.people import sign_in
from tests.support.settings import make_settings

LOCKED = SQLiteError("database is locked")
TOKEN = "a-token-of-the-watcher"


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url, stagedoor_home=tmp_path, metrics=True, metrics_token=TOKEN
    )


def test_metrics_are_off_unless_set(app, client):
    assert client.get("/metrics").status_code == 200
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"metrics": False})
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("::1", {}, 200),
        ("203.0.113.9", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
        ("203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("203.0.113.9", {"Authorization": "Bearer another"}, 404),
        ("203.0.113.9", {"Authorization": "Bearer "}, 404),
        ("127.0.0.1", {"Authorization": "Bearer é"}, 404),
    ],
)
def test_only_this_machine_and_who_has_the_token_read_metrics(client, address, headers, status):
    """Not for everybody who reaches the server."""
    asked = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert asked.status_code == status


def test_without_a_token_set_none_opens_metrics_from_afar(app, client):
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"metrics_token": ""})
    for token in ("", "x"):
        asked = client.get(
            "/metrics",
            headers={"Authorization": f"Bearer {token}"},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )
        assert asked.status_code == 404


def test_process_starts_with_its_application_not_with_what_it_was_forked_from(settings):
    before = time.time()
    app = create_app(settings)
    told = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    line = next(each for each in told.splitlines() if each.startswith("process_start_time"))
    assert round(before, 3) <= float(line.split()[1]) <= time.time()


def test_metrics_tell_totals_and_durations_and_no_names(app, client):
    with app.app_context():
        for milliseconds in (1, 3, 30):
            usage.note(Call(7, "api.list_events", 200, milliseconds, team_id=9))
        usage.flush()
    lines = client.get("/metrics").text.splitlines()

    assert 'stagedoor_requests_total{endpoint="api.list_events",status="200"} 3' in lines
    duration = 'stagedoor_request_duration_seconds_{}{{endpoint="api.list_events"{}}} {}'
    assert duration.format("bucket", ',le="0.002"', 1) in lines
    assert duration.format("bucket", ',le="0.032"', 3) in lines
    assert duration.format("bucket", ',le="+Inf"', 3) in lines
    assert duration.format("sum", "", 0.034) in lines
    assert f'stagedoor_build_info{{version="{VERSION}"}} 1' in lines
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)


@pytest.mark.parametrize(
    ("action", "do"),
    [
        ("refresh_token.reused", lambda app, client: replay(app, client)),
        ("authorization_code.replayed", lambda app, client: replay(app, client, "code")),
        ("credential.leaked", lambda app, client: leak(app, client)),
        ("user.sign_in_failed", lambda _app, client: fail_to_sign_in(client)),
        ("user.registered", lambda _app, client: sign_up(client)),
        ("client.registered", lambda _app, client: register_client(client)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_an_alert_waits_for_moves_its_metric(app, client, action, do):
    do(app, client)
    assert f'stagedoor_acts_last_hour{{action="{action}"}} 1' in client.get("/metrics").text


def replay(app, client, what="refresh token"):
    """An app uses a credential of its own a second time, when that is no retry any more."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"refresh_reuse_seconds": 0})
    poster = flow.register(app)
    sign_in(client, flow.make_organizer(app))
    code = flow.obtain_code(client, poster)
    tokens = flow.exchange(client, poster, code).json
    if what == "code":
        assert flow.exchange(client, poster, code).status_code == 400
        return
    answers = [flow.refresh(client, poster, tokens["refresh_token"]) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]


def leak(app, client):
    """Someone reports a token that they found."""
    poster = flow.register(app)
    token = flow.connect(app, poster, flow.make_organizer(app))["access_token"]
    assert client.post("/credentials/report", json={"credentials": [token]}).status_code == 202


def fail_to_sign_in(client):
    """A wrong password."""
    answer = submit(client, "/login", "Sign in", email="ana@example.org", password="a guess")
    assert answer.status_code == 422


def sign_up(client):
    """A stranger makes an account."""
    fields = {"name": "Bo", "email": "bo@example.org", "password": "nine blue lanterns of Turin"}
    assert submit(client, "/register", **fields).status_code in {200, 302, 303}


def register_client(client):
    """A program registers itself."""
    metadata = {"client_name": "Feed", "redirect_uris": ["https://feed.example/callback"]}
    assert client.post("/oauth/register", json=metadata).status_code == 201


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("SELECT", {}, SQLiteError("database is locked")), 503),
        (KeyError("x"), 500),
    ],
    ids=["outage", "defect"],
)
def test_failing_calls_move_the_metric_of_their_alert(app, reader, monkeypatch, error, status):
    fetch = HotReads.fetch

    def fail(reads, statement, values):
        if "FROM event" in statement:
            raise error
        return fetch(reads, statement, values)

    app.testing = False
    monkeypatch.setattr(HotReads, "fetch", fail)
    assert reader.get(EVENTS).status_code == status
    with app.app_context():
        usage.flush()
    metrics = reader.client.get("/metrics").text
    assert f'stagedoor_requests_total{{endpoint="api.list_events",status="{status}"}} 1' in metrics


def test_metrics_tell_for_how_long_webhooks_wait(app, client, clock):
    name = "stagedoor_webhook_queue_age_seconds"
    with app.app_context():
        hooked = make_hooked("https://hooks.example.org/")
        team_id = hooked.team_id
        db.session.rollback()
    assert f"{name} 0" in client.get("/metrics").text.splitlines()
    with app.app_context():
        factories.make_event(db.session.get_one(Team, team_id))
        db.session.commit()
    clock.advance(70)
    assert f"{name} 70" in client.get("/metrics").text.splitlines()
