"""Authenticator apps: codes by time, each once, and a secret that the database does not show."""

import pyotp
import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.accounts.second_factors import totp_authenticator
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.housekeeping import invariants
from app.models.values.errors import ValidationError
from tests.support.factories import make_user

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOTP = pyotp.TOTP(SECRET)


@pytest.fixture
def authenticator(clock):
    """Ana's app, set up an hour ago."""
    made = TOTPAuthenticator.set_up(make_user(), SECRET, TOTP.at(clock.now()))
    clock.advance(3600)
    return made


def test_code_of_this_step_and_its_neighbours_is_right_once(authenticator, clock):
    past, present, coming = (TOTP.at(clock.now() + offset) for offset in (-30, 0, 30))
    assert [authenticator.accept(code) for code in (past, present, coming)] == [True] * 3
    assert [authenticator.accept(code) for code in (past, present, coming)] == [False] * 3


def test_older_code_is_refused_after_a_newer_one(authenticator, clock):
    assert authenticator.accept(TOTP.at(clock.now()))
    assert not authenticator.accept(TOTP.at(clock.now() - 30))


def test_code_that_set_the_app_up_signs_no_one_in(clock):
    code = TOTP.at(clock.now())
    assert not TOTPAuthenticator.set_up(make_user(), SECRET, code).accept(code)


@pytest.mark.parametrize("offset", [-60, 60, -3600])
def test_code_of_another_time_is_wrong(authenticator, clock, offset):
    assert not authenticator.accept(TOTP.at(clock.now() + offset))


def test_second_app_is_refused(authenticator, clock):
    user = db.session.get(type(make_user()), authenticator.user_id)
    with pytest.raises(ValidationError) as refusal:
        TOTPAuthenticator.set_up(user, SECRET, TOTP.at(clock.now()))
    assert refusal.value.field == "code"


def test_secret_is_encrypted_and_bound_to_its_user(authenticator, clock):
    db.session.flush()
    stored = db.session.scalar(text("SELECT sealed_secret FROM totp_authenticator"))
    assert SECRET not in stored
    of_ben = TOTPAuthenticator(user_id=make_user().id, sealed_secret=stored, last_step=0)
    assert not of_ben.accept(TOTP.at(clock.now()))


def test_secret_moves_to_the_present_key_and_check_names_a_lost_one(app, authenticator, clock):
    db.session.flush()
    key, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another key"
    assert not authenticator.accept(TOTP.at(clock.now()))
    assert any("authenticator app(s) are unreadable" in line for line in invariants.find_broken())
    app.config["SECRET_KEY_FALLBACKS"] = [key]
    assert TOTPAuthenticator.seal_all_again() == 1
    assert TOTPAuthenticator.seal_all_again() == 0
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert invariants.find_broken() == []
    assert authenticator.accept(TOTP.at(clock.now()))


def test_set_up_is_of_one_user_and_half_an_hour(clock):
    ana, ben = make_user(), make_user()
    sealed = totp_authenticator.begin_set_up(ana)
    assert len(totp_authenticator.read_set_up(ana, sealed)) == 32
    assert totp_authenticator.read_set_up(ben, sealed) is None
    assert totp_authenticator.read_set_up(ana, "x") is None
    clock.advance(1800)
    assert totp_authenticator.read_set_up(ana, sealed) is None
