"""Proofs of a second factor that are used at the same moment, and factors removed at once."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pyotp
import pytest

from app.extensions import db
from app.factory import create_app
from app.models.accounts.second_factors import second_factors
from app.models.accounts.second_factors.challenge import Challenge, Purpose
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.second_factors.pending_sign_in import MAX_GUESSES, PendingSignIn
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.accounts.user import User
from app.models.teams import factor_policy
from app.models.values.errors import LastFactorError
from tests.support import factories
from tests.support.http_race import form_call
from tests.support.settings import make_settings

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ANA = "ana@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOLDER = "h" * 64
MANY = 6


@pytest.fixture
def ana(app, clock):
    """Ana, with an app, a passkey and recovery codes; the code of the next time step."""
    with app.app_context():
        user = factories.make_user(ANA)
        TOTPAuthenticator.set_up(user, SECRET, pyotp.TOTP(SECRET).at(clock.now()))
        db.session.add(
            Passkey(user_id=user.id, credential_id="key", public_key=b"", sign_count=0, name="Key")
        )
        db.session.commit()
    clock.advance(60)
    return pyotp.TOTP(SECRET).at(clock.now())


def at_once(app, acts):
    """Run each act in a thread of its own, all at one moment; return what they came to."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        with app.app_context():
            start.wait(10)
            try:
                outcomes[number] = act()
                db.session.commit()
            except LastFactorError as error:
                db.session.rollback()
                outcomes[number] = type(error)

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def find():
    return User.find_by_email(ANA)


def test_time_step_is_accepted_once(app, ana):
    outcomes = at_once(app, [lambda: TOTPAuthenticator.find(find()).accept(ana)] * MANY)
    assert outcomes.count(True) == 1


def test_recovery_code_is_redeemed_once(app, ana):
    with app.app_context():
        code, *_others = RecoveryCode.replace_all(find())
        db.session.commit()
    outcomes = at_once(app, [lambda: RecoveryCode.redeem(find(), code)] * MANY)
    assert outcomes.count(True) == 1


def test_challenge_is_spent_once(app, ana):
    with app.app_context():
        challenge = Challenge.issue(Purpose.SIGN_IN, HOLDER)
        db.session.commit()
    spend = [lambda: Challenge.spend(challenge, Purpose.SIGN_IN, HOLDER)] * MANY
    assert at_once(app, spend).count(True) == 1


def test_guesses_at_one_moment_all_count(app, ana):
    with app.app_context():
        _pending, key = PendingSignIn.begin(find())
        db.session.commit()

    def guess():
        pending = PendingSignIn.find(key)
        return pending is not None and pending.begin_guess()

    assert at_once(app, [guess] * (MAX_GUESSES + 3)).count(True) == MAX_GUESSES


def test_pending_sign_in_is_completed_once(app, ana):
    with app.app_context():
        _pending, key = PendingSignIn.begin(find())
        db.session.commit()

    def complete():
        pending = PendingSignIn.find(key)
        return pending is not None and pending.complete()

    assert at_once(app, [complete] * MANY).count(True) == 1


def meet_after(act, meeting):
    """``act``, after which two callers wait for each other; one who comes alone goes on."""

    def wrapped(*arguments):
        result = act(*arguments)
        with suppress(BrokenBarrierError):
            meeting.wait(0.5)
        return result

    return wrapped


def test_two_removals_at_once_never_remove_the_last_factor_that_is_demanded(
    app, ana, tmp_path, monkeypatch
):
    monkeypatch.setattr(second_factors, "read", meet_after(second_factors.read, Barrier(2)))
    with app.app_context():
        find().is_operator = True
        url = db.engine.url.render_as_string(hide_password=False)
        db.session.commit()
    strict = create_app(
        make_settings(database_url=url, stagedoor_home=tmp_path, require_2fa="operators")
    )
    acts = (
        lambda: factor_policy.remove(find(), TOTPAuthenticator.find(find())),
        lambda: factor_policy.remove(find(), Passkey.list_of(find())[0]),
    )
    outcomes = at_once(strict, acts)
    assert outcomes.count(LastFactorError) == 1
    with strict.app_context():
        assert second_factors.read(find()).count == 1
        db.session.remove()
        db.engine.dispose()


def test_second_click_on_remove_takes_nothing_else(app, ana):
    """Both have found the passkey before one of them removes it."""
    with app.app_context():
        RecoveryCode.replace_all(find())
        db.session.commit()
    found = Barrier(2)

    def remove():
        passkey = Passkey.list_of(find())[0]
        db.session.expunge(passkey)
        db.session.commit()
        found.wait(10)
        factor_policy.remove(find(), passkey)

    at_once(app, [remove] * 2)
    with app.app_context():
        factors = second_factors.read(find())
        assert (factors.count, factors.recovery_codes) == (1, 10)


def test_code_signs_one_browser_in_over_two_processes(app, ana, start_server, race):
    """Each browser has proved the password; all send the same recovery code."""
    server = start_server(workers=2)
    with app.app_context():
        code, *_others = RecoveryCode.replace_all(find())
        db.session.commit()
    calls = []
    for _number in range(4):
        browser = app.test_client()
        page = browser.get("/login")
        token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        fields = {"csrf_token": token, "email": ANA, "password": factories.PASSWORD}
        assert browser.post("/login", data=fields).location == "/login/code"
        cookie = browser.get_cookie("stagedoor").value
        headers = {"Cookie": f"stagedoor={cookie}"}
        sent = {"csrf_token": token, "code": code}
        calls.append(form_call(f"{server.url}/login/code", sent, headers))
    statuses = sorted(answer.status for answer in race.run(calls))
    assert statuses == [302, 422, 422, 422]
