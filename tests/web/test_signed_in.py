"""Who is signed in: the live session whose key the cookie carries, and nobody else."""

import ast
import re

import flask
import pyotp
import pytest
from flask_login import current_user

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.web import signed_in
from tests.conventions.source import parse, python_files, shown
from tests.support.factories import make_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def page(app):
    """A request whose cookie carries nothing yet."""
    with app.test_request_context("/account", headers={"User-Agent": "Test/1"}):
        yield


@pytest.fixture
def key(page):
    """The key of Ana's session, which is live and in the request's cookie."""
    _session, key = BrowserSession.start(make_user(name="Ana"))
    db.session.commit()
    flask.session["_user_id"] = key
    return key


def test_key_in_the_cookie_signs_its_person_in(key):
    assert signed_in.current_session() == BrowserSession.find(key)
    assert signed_in.current_person().name == "Ana"


@pytest.mark.parametrize("change", [BrowserSession.end, lambda session: session.user.disable()])
def test_ended_session_and_disabled_person_sign_nobody_in(key, change):
    change(BrowserSession.find(key))
    db.session.flush()
    assert not current_user.is_authenticated


def test_start_session_ends_the_former_and_keeps_only_the_new_key(key):
    former = BrowserSession.find(key)
    flask.session["left over"] = "by somebody else"
    signed_in.start_session(make_user(name="Bo"))
    assert not former.is_live
    assert signed_in.current_person().name == "Bo"
    assert signed_in.current_session().agent == "Test/1"
    assert list(flask.session) == ["_user_id"]
    assert flask.session["_user_id"] != key


@pytest.mark.parametrize(("status", "is_noted"), [(200, True), (500, False)])
def test_visit_is_noted_unless_the_page_failed(key, status, is_noted, clock):
    seen = signed_in.current_session().last_seen_at
    clock.advance(1000)
    signed_in.note_visit(flask.Response(status=status))
    db.session.rollback()
    assert (signed_in.current_session().last_seen_at > seen) is is_noted


# File: how many of its lines begin a session. A new one has to ask for the second factor.
BEGINNINGS = {
    "app/web/signed_in.py": 1,
    "app/portal/accounts/second_step.py": 3,  # without a factor, by a passkey, in two steps
}


def test_sessions_begin_in_the_steps_of_signing_in_alone():
    calls = {}
    for path in python_files("app"):
        text = ast.unparse(parse(path))
        count = len(re.findall(r"(?<!def )\bstart_session\(|BrowserSession\.start\(", text))
        calls |= {shown(path): count} if count else {}
    assert calls == BEGINNINGS


@pytest.mark.parametrize("amr", ["pwd", "pop", "otp", ""])
def test_no_session_begins_without_the_second_factor(app, amr):
    with app.test_request_context():
        ana = make_user()
        TOTPAuthenticator.set_up(ana, SECRET, pyotp.TOTP(SECRET).now())
        with pytest.raises(signed_in.MissingFactorError):
            signed_in.start_session(ana, amr)
        signed_in.start_session(ana, f"{amr} mfa")
