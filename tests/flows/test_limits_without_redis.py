"""Redis is down from the first call on: no door answers 500, and every limit holds."""

import pytest

from tests.support import factories
from tests.support.api import EVENTS
from tests.support.forms import submit
from tests.support.settings import make_settings

pytestmark = pytest.mark.usefixtures("standing_time")

RATE = "3 per hour"
RATES = ("login", "sign_up", "mail", "invite", "token", "api", "register", "fetch")
WRONG = {"client_id": "sd_app_x", "client_secret": "wrong", "token": "x"}


@pytest.fixture(params=["redis://127.0.0.1:1/0", "redis+unix:///nowhere/redis.sock"])
def settings(request, database_url, tmp_path):
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        redis_url=request.param,
        **{f"rate_limit_{name}": RATE for name in RATES},
    )


def sign_in(client):
    return submit(client, "/login", "Sign in", email="ana@example.org", password="wrong")


def sign_up(client):
    fields = {"email": "ana@example.org", "name": "Ana", "password": "short"}
    return submit(client, "/register", "Sign up", **fields)


def forget_password(client):
    return submit(client, "/forgot", email="ana@example.org")


def open_mailed_link(client):
    return client.get("/reset/x")


def register_app(client):
    fields = {"client_name": "Poster", "redirect_uris": factories.REDIRECT_URI}
    return client.post("/api/client", data=fields)


def authenticate(client):
    return client.post("/oauth/token", json={**WRONG, "grant_type": "refresh_token"})


def revoke(client):
    return client.post("/oauth/revoke", data=WRONG)


def read_events(client):
    return client.get(EVENTS)


@pytest.mark.parametrize(
    "call",
    [
        *(sign_in, sign_up, forget_password, open_mailed_link),
        *(register_app, authenticate, revoke, read_events),
    ],
)
def test_limit_holds_from_the_first_call(call, client):
    statuses = [call(client).status_code for _time in range(4)]
    assert statuses[0] == statuses[2] < 500
    assert statuses[3] == 429
