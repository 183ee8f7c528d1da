"""What the endpoints for authenticated clients share: failures are limited, refusals are kept."""

import base64
import json

import pytest

from app.factory import create_app
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


def basic(client_id, secret):
    """The header of HTTP Basic."""
    raw = f"{client_id}:{secret}".encode()
    return {"Authorization": "Basic " + base64.b64encode(raw).decode()}


@pytest.fixture
def limited_app(settings, standing_time):
    """The application with limits, three failures a minute."""
    limits = {"rate_limits": True, "rate_limit_token": "3 per minute"}
    return create_app(settings.model_copy(update=limits))


def test_guessing_is_slowed_down(limited_app):
    """Failures count, successes do not, and another address is not held up."""
    poster, machine = flow.register(limited_app), limited_app.test_client()
    wrong = flow.App(poster.id, "wrong")
    statuses = [flow.revoke(machine, wrong, "x").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    refused = flow.revoke(machine, poster, "x")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    elsewhere = machine.post(
        "/oauth/revoke",
        data={"token": "x", **poster.credentials()},
        environ_base={"REMOTE_ADDR": "127.0.0.9"},
    )
    assert elsewhere.status_code == 200


def test_spelling_an_id_differently_is_no_new_allowance(limited_app):
    """Percent-encodings of one id, and ids that are none, share their count."""
    poster, machine = flow.register(limited_app), limited_app.test_client()
    spellings = [f"%{ord(poster.id[0]):02x}{poster.id[1:]}", poster.id, f"s%64{poster.id[2:]}"]
    for spelling in spellings:
        header = basic(spelling, "wrong")
        assert machine.post("/oauth/revoke", data={"token": "x"}, headers=header).status_code == 401
    header = basic(f"sd%5f{poster.id[3:]}", "wrong")
    assert machine.post("/oauth/revoke", data={"token": "x"}, headers=header).status_code == 429


def send(machine, kind, path, client_id, secret="wrong", address="127.0.0.1", **more):
    """A request that claims this client, in one of the forms in which it can."""
    body = {"token": "x", **more}
    claim = {"client_id": client_id, "client_secret": secret}
    sent = {
        "form": {"data": body | claim},
        "json": {"json": body | claim},
        "json with charset": {
            "data": json.dumps(body | claim),
            "content_type": "Application/JSON; charset=utf-8",
        },
        "basic and form": {"data": body, "headers": basic(client_id, secret)},
        "basic and json": {"json": body, "headers": basic(client_id, secret)},
        "query too": {"data": body | claim, "query_string": {"client_id": "sd_app_other"}},
    }[kind]
    return machine.post(path, environ_base={"REMOTE_ADDR": address}, **sent)


FORMS = ("form", "json", "json with charset", "basic and form", "basic and json", "query too")


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
@pytest.mark.parametrize("kind", FORMS)
def test_callers_are_counted_by_client_id_however_they_send_it(limited_app, path, kind):
    """Neighbours in one network are not held up by each other, nor from another network."""
    machine = limited_app.test_client()
    poster, board = flow.register(limited_app), flow.register(limited_app)
    more = {"grant_type": "refresh_token", "refresh_token": "x"}
    for guesser in ("127.0.0.1", "127.0.0.9"):
        guesses = [
            send(machine, kind, path, poster.id, address=guesser, **more).status_code
            for _ in range(4)
        ]
        assert guesses == [401, 401, 401, 429]
    neighbour = send(machine, kind, path, board.id, board.secret, **more)
    assert neighbour.status_code not in {401, 429}
    elsewhere = send(machine, kind, path, poster.id, poster.secret, address="127.0.0.7", **more)
    assert elsewhere.status_code not in {401, 429}


def test_changing_the_form_is_no_new_allowance(limited_app):
    poster, machine = flow.register(limited_app), limited_app.test_client()
    statuses = [send(machine, kind, "/oauth/revoke", poster.id).status_code for kind in FORMS]
    assert statuses == [401, 401, 401, 429, 429, 429]


def test_answers_tell_programs_what_is_left(limited_app):
    poster, machine = flow.register(limited_app), limited_app.test_client()
    answers = [send(machine, "json", "/oauth/revoke", poster.id) for _ in range(4)]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"3"}
    assert answers[-1].json["error"] == "rate_limited"
    left = [answer.headers["RateLimit"].partition(";t=")[0] for answer in answers]
    assert left == [f'"failures";r={r}' for r in (2, 1, 0, 0)]
    assert answers[-1].headers["RateLimit-Policy"].startswith('"failures";q=3;w=')
    # The window that is shown ends no later than the pause.
    assert answers[-1].headers["RateLimit"].endswith(f";t={answers[-1].headers['Retry-After']}")


def test_each_endpoint_has_its_own_allowance(limited_app):
    poster, machine = flow.register(limited_app), limited_app.test_client()
    wrong = {"token": "x", "client_id": poster.id, "client_secret": "wrong"}
    statuses = {
        path: [machine.post(f"/oauth/{path}", data=wrong).status_code for _ in range(4)]
        for path in ("revoke", "introspect")
    }
    assert statuses == dict.fromkeys(statuses, [401, 401, 401, 429])
