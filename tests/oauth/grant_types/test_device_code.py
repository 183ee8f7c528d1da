"""Device code grant: what a device learns when it polls (RFC 8628 section 3.5)."""

import pytest

from app.extensions import db
from app.models.credentials.signing_keys import signed_token
from app.models.grants.grant import Grant
from tests.support import device_flow as device
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def scanner(app):
    return device.register(app)


@pytest.fixture
def codes(machine, scanner):
    return device.ask(machine, scanner).json


@pytest.fixture
def poll(machine, scanner, codes):
    """Polls once; the status and the error, or the whole answer."""

    def poll_once(device_code=codes["device_code"]):
        return device.poll(machine, scanner, device_code)

    return poll_once


def error_of(answer):
    return answer.status_code, answer.json["error"]


def test_device_waits_slows_down_and_gets_its_tokens_once(
    app, browser, machine, poll, codes, clock
):
    assert error_of(poll()) == (400, "authorization_pending")
    clock.advance(1)
    assert error_of(poll()) == (400, "slow_down")
    clock.advance(6)
    assert error_of(poll()) == (400, "slow_down")
    clock.advance(15)
    assert error_of(poll()) == (400, "authorization_pending")
    assert device.decide(browser, codes).status_code == 200
    answer = poll()
    assert answer.status_code == 200
    assert answer.json["scope"] == "events:read"
    assert flow.is_live(app, answer.json["access_token"])
    assert error_of(poll()) == (400, "invalid_grant")
    assert flow.is_live(app, answer.json["access_token"])


def test_refresh_works_as_after_a_code(browser, machine, scanner, poll, codes):
    device.decide(browser, codes)
    refreshed = flow.refresh(machine, scanner, poll().json["refresh_token"])
    assert refreshed.status_code == 200
    assert refreshed.json["scope"] == "events:read"


def test_denied_device_learns_it(browser, poll, codes):
    device.decide(browser, codes, "Deny")
    assert error_of(poll()) == (400, "access_denied")
    assert error_of(poll()) == (400, "access_denied")


def test_expired_code_is_called_that_even_after_the_approval(browser, poll, codes, clock):
    device.decide(browser, codes)
    clock.advance(900)
    assert error_of(poll()) == (400, "expired_token")


@pytest.mark.parametrize(
    ("sent", "error"),
    [("", "invalid_request"), ("sd_dev_other", "invalid_grant"), ("é" * 50, "invalid_grant")],
    ids=["missing", "unknown", "odd"],
)
def test_device_code_that_is_none_is_refused(poll, sent, error):
    assert error_of(poll(device_code=sent)) == (400, error)


def test_device_code_of_another_client_is_refused(app, machine, browser, codes):
    device.decide(browser, codes)
    rival = device.register(app, name="Rival")
    answer = device.poll(machine, rival, codes["device_code"])
    assert error_of(answer) == (400, "invalid_grant")


def test_revoked_grant_yields_no_tokens(app, browser, poll, codes):
    device.decide(browser, codes)
    with app.app_context():
        db.session.query(Grant).one().revoke()
        db.session.commit()
    assert error_of(poll()) == (400, "invalid_grant")


def test_device_learns_who_signed_in_if_it_asked(app, browser, machine):
    """The ID token tells of the sign-in in the browser, not of the device."""
    scanner = device.register(app, scopes="openid events:read")
    codes = device.ask(machine, scanner, scope="openid events:read").json
    device.decide(browser, codes)
    answer = device.poll(machine, scanner, codes["device_code"]).json
    with app.app_context():
        claims = signed_token.read(answer["id_token"], typ="JWT")
    assert claims["aud"] == scanner.id
    assert claims["sid"].startswith("ses_")
