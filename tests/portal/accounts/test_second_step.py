"""Signing in with a second factor: every way in asks for it, and each proof counts once."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors import pending_sign_in
from app.models.accounts.user import User
from tests.support import mails, passkeys
from tests.support.factories import PASSWORD, make_client, make_user
from tests.support.forms import submit
from tests.support.passkeys import SoftAuthenticator, ask_options
from tests.support.people import sign_in, sign_in_by_form

on_both = pytest.mark.both_databases
ANA, BEN = "ana@example.org", "ben@example.org"
STEP, STEP_OPTIONS = "/login/code", "/login/code/options"
WITHOUT_NAME = "/login/passkey/options"


@pytest.fixture
def people(app):
    """Ana and Ben, who have accounts."""
    with app.app_context():
        make_user(ANA, name="Ana Rossi")
        make_user(BEN, name="Ben Alder")
        db.session.commit()


@pytest.fixture
def totp(people, app, clock):
    """Ana's authenticator app."""
    return enrol(app, ANA, lambda browser: passkeys.set_up_app(browser, clock)).totp


@pytest.fixture
def passkey(people, app):
    """Ana's passkey."""
    return enrol(app, ANA, passkeys.add_passkey)[0]


def enrol(app, email, act):
    """What ``act`` makes in a browser of its own, in which the person is signed in."""
    browser = app.test_client()
    sign_in(browser, email)
    return act(browser)


def begin(client, path="/login", email=ANA):
    """Prove the password, and be asked for the second step."""
    answer = sign_in_by_form_at(client, path, email)
    assert answer.location.startswith(STEP)
    return answer.location


def sign_in_by_form_at(client, path, email=ANA):
    return submit(client, path, "Sign in", email=email, password=PASSWORD)


def guess_everywhere(app, times=pending_sign_in.MAX_GUESSES_PER_HOUR):
    """What a stranger with the password does: wrong codes in browsers of their own."""
    for number in range(times):
        if number % pending_sign_in.MAX_GUESSES == 0:
            stranger = app.test_client()
            begin(stranger)
        submit(stranger, STEP, "Sign in", code="000000")


@on_both
def test_stranger_with_the_password_keeps_no_one_out_of_their_own_browser(totp, app, client, clock):
    sign_in_by_code(client, totp, clock)
    submit(client, "/account", "Sign out")
    guess_everywhere(app)
    stranger = app.test_client()
    begin(stranger)
    submit(stranger, STEP, "Sign in", code=totp.at(clock.now()))
    assert not is_signed_in(stranger)
    clock.advance(30)
    sign_in_by_code(client, totp, clock)
    assert is_signed_in(client)


def sign_in_by_code(client, totp, clock):
    submit(client, begin(client), "Sign in", code=totp.at(clock.now()))


def is_signed_in(client):
    return client.get("/account").status_code == 200


def test_password_alone_leads_to_the_second_step_and_opens_nothing(totp, client):
    begin(client)
    assert not is_signed_in(client)
    assert "authenticator app shows" in client.get(STEP).text


@on_both
def test_code_completes_the_sign_in_where_it_was_going(totp, client, clock):
    there = begin(client, "/login?next=/account/sessions")
    answer = submit(client, there, "Sign in", code=totp.at(clock.now()))
    assert answer.location == "/account/sessions"
    assert is_signed_in(client)


def test_app_that_asked_is_named_on_the_second_step_and_gets_its_request(totp, app, client, clock):
    with app.app_context():
        poster, _secret = make_client(name="Poster Board")
        db.session.commit()
        query = f"?response_type=code&client_id={poster.client_id}&prompt=login&max_age=60"
    sent = client.get("/oauth/authorize" + query).location
    there = begin(client, sent)
    assert "Signing in to continue to Poster Board" in client.get(there).text
    answer = submit(client, there, "Sign in", code=totp.at(clock.now()))
    # What follows is our note that prompt=login has been met.
    assert answer.location.startswith(f"/oauth/authorize{query}&sign_in_asked=")
    assert client.get(answer.location).status_code == 200


@on_both
def test_time_step_counts_once_for_all_browsers(totp, app, client, clock):
    code = totp.at(clock.now())
    begin(client)
    submit(client, STEP, "Sign in", code=code)
    other = app.test_client()
    begin(other)
    assert submit(other, STEP, "Sign in", code=code).status_code == 422
    assert not is_signed_in(other)


@pytest.mark.parametrize("seconds", [-90, 90], ids=["three steps old", "three steps ahead"])
def test_code_of_another_time_is_refused(totp, client, clock, seconds):
    begin(client)
    assert submit(client, STEP, "Sign in", code=totp.at(clock.now() + seconds)).status_code == 422


@pytest.mark.parametrize(
    "code", ["", "000000", "１２３４５６", "a\x00b", "\ud800", "x" * 5000, "12 34"]
)
@on_both
def test_strange_codes_are_refused_beside_the_field(totp, client, code):
    begin(client)
    answer = submit(client, STEP, "Sign in", code=code.encode("utf-8", "replace"))
    assert answer.status_code == 422
    assert "This code is wrong" in answer.text


@on_both
def test_recovery_code_replaces_the_factor_once_however_it_is_typed(people, app, client, clock):
    codes = enrol(app, ANA, lambda browser: passkeys.set_up_app(browser, clock)).codes
    assert len(set(codes)) == 10
    begin(client)
    assert submit(client, STEP, "Sign in", code=f" {codes[0].upper()} ").status_code == 302
    assert "Codes left: 9" in client.get("/account").text
    assert mails.sent_to(app, ANA)[-1] == "A recovery code was used to sign in to your account"
    other = app.test_client()
    begin(other)
    assert submit(other, STEP, "Sign in", code=codes[0]).status_code == 422


def test_new_recovery_codes_end_the_old_ones(people, app, client, clock):
    browser = app.test_client()
    sign_in(browser, ANA)
    old = passkeys.set_up_app(browser, clock).codes
    page = submit(browser, "/account/security/recovery-codes", "Make new codes")
    new = passkeys.read_codes(page.text)
    assert len(new) == 10
    begin(client)
    assert submit(client, STEP, "Sign in", code=old[0]).status_code == 422
    assert submit(client, STEP, "Sign in", code=new[0]).status_code == 302


@on_both
def test_wrong_codes_end_the_pending_sign_in(totp, app, client, clock):
    begin(client)
    for _number in range(pending_sign_in.MAX_GUESSES - 1):
        assert submit(client, STEP, "Sign in", code="000000").status_code == 422
    assert submit(client, STEP, "Sign in", code="000000").location == "/login"
    assert mails.sent_to(app, ANA)[-1].startswith("Someone knows your password")
    assert client.post(STEP, data={"code": totp.at(clock.now())}).status_code in (302, 400)
    assert not is_signed_in(client)


def test_wrong_codes_of_many_browsers_stop_more_guesses_for_an_hour(totp, app, client, clock):
    for _number in range(pending_sign_in.MAX_GUESSES_PER_HOUR):
        browser = app.test_client()
        begin(browser)
        submit(browser, STEP, "Sign in", code="000000")
    begin(client)
    assert submit(client, STEP, "Sign in", code=totp.at(clock.now())).status_code == 422
    clock.advance(3600)
    begin(client)
    assert submit(client, STEP, "Sign in", code=totp.at(clock.now())).status_code == 302


@on_both
def test_pending_sign_in_ends_by_time_by_a_new_password_and_with_the_account(
    totp, app, client, clock
):
    def change(act):
        with app.app_context():
            act(User.find_by_email(ANA))
            db.session.commit()

    ends = {
        "time": lambda: clock.advance(pending_sign_in.LIFETIME),
        "password": lambda: change(lambda ana: ana.set_password(PASSWORD)),
        "disabled": lambda: change(lambda ana: ana.disable()),
    }
    for end in ends.values():
        begin(client)
        page = client.get(STEP)
        end()
        answer = submit(client, STEP, "Sign in", page=page, code=totp.at(clock.now()))
        assert answer.location == "/login"
        assert not is_signed_in(client)


def test_session_gets_a_key_that_was_in_no_cookie_before(totp, client, clock):
    begin(client)
    with client.session_transaction() as cookie:
        before = set(cookie.values())
    submit(client, STEP, "Sign in", code=totp.at(clock.now()))
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] not in before
        assert "pending_sign_in" not in cookie


def test_passkey_is_a_second_step(passkey, client, app):
    begin(client)
    answer = passkey.get(ask_options(client, STEP_OPTIONS, STEP))
    assert passkeys.send(client, STEP, credential=answer).status_code == 302
    assert is_signed_in(client)


@on_both
def test_passkey_alone_signs_in_and_keeps_the_way(passkey, client, app):
    options = ask_options(client, WITHOUT_NAME, "/login")
    assert options["userVerification"] == "required"
    there = "/login?next=/account/sessions"
    answer = passkeys.send(client, there, credential=passkey.get(options))
    assert answer.location == "/account/sessions"
    with app.app_context():
        assert BrowserSession.list_live(User.find_by_email(ANA))[0].amr == "pop mfa"


def lie_about(attribute, value):
    def lie(passkey, options):
        setattr(passkey, attribute, value)
        return passkey.get(options)

    return lie


LIES = {
    "origin of another site": lie_about("origin", "https://evil.example"),
    "origin with another port": lie_about("origin", "http://localhost:8080"),
    "another relying party": lie_about("rp_id", "evil.example"),
    "no user verification": lie_about("flags", 1),
    "nobody present": lie_about("flags", 4),
    "another challenge": lambda passkey, options: passkey.get({**options, "challenge": "AAAA"}),
    "signature of another key": lambda passkey, options: SoftAuthenticator.get(
        _with_other_key(passkey), options
    ),
    "handle of another account": lie_about("user_handle", "dXNyX2FhYQ"),
    "no handle": lie_about("user_handle", None),
    "unknown passkey": lambda _passkey, options: SoftAuthenticator().get(options),
    "registration in place of a signature": lambda passkey, options: passkey.create(
        {**options, "user": {"id": passkey.user_handle}}
    ),
    "no JSON": lambda *_: "x",
    "no object": lambda *_: "[1]",
    "no parts": lambda *_: '{"response": {}}',
    "deep": lambda *_: "[" * 10_000,
    "long": lambda *_: "x" * 20_000,
    "numbers": lambda *_: '{"id": 1, "rawId": 2, "response": {"clientDataJSON": 3}}',
    "NUL": lambda passkey, options: passkey.get(options).replace("public-key", "\\u0000"),
}


def _with_other_key(passkey):
    passkey.key = SoftAuthenticator().key
    return passkey


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_passkey_that_proves_nothing_opens_nothing(passkey, client, lie):
    options = ask_options(client, WITHOUT_NAME, "/login")
    answer = passkeys.send(client, "/login", credential=lie(passkey, options))
    assert answer.status_code == 422
    assert "was not accepted" in answer.text
    assert not is_signed_in(client)


@on_both
def test_answer_of_a_passkey_counts_once(passkey, app, client):
    answer = passkey.get(ask_options(client, WITHOUT_NAME, "/login"))
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert passkeys.send(client, "/login", credential=answer).status_code == 302
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    assert passkeys.send(client, "/login", credential=answer).status_code == 422


@on_both
def test_challenge_is_of_one_browser_one_purpose_and_five_minutes(passkey, app, client, clock):
    answer = passkey.get(ask_options(client, WITHOUT_NAME, "/login"))
    other = app.test_client()
    ask_options(other, WITHOUT_NAME, "/login")
    assert passkeys.send(other, "/login", credential=answer).status_code == 422

    begin(client)
    answer = passkey.get(ask_options(client, STEP_OPTIONS, STEP))
    assert passkeys.send(client, "/login", credential=answer).status_code == 422

    answer = passkey.get(ask_options(client, WITHOUT_NAME, "/login"))
    clock.advance(300)
    assert passkeys.send(client, "/login", credential=answer).status_code == 422
    assert not is_signed_in(client)


def test_passkey_of_another_account_is_no_second_step(totp, app, client):
    of_ben, _codes = enrol(app, BEN, passkeys.add_passkey)
    begin(client)
    answer = of_ben.get(ask_options(client, STEP_OPTIONS, STEP))
    assert passkeys.send(client, STEP, credential=answer).status_code == 422
    assert not is_signed_in(client)


def test_passkey_of_a_disabled_account_opens_nothing(passkey, app, client):
    with app.app_context():
        User.find_by_email(ANA).disable()
        db.session.commit()
    answer = passkey.get(ask_options(client, WITHOUT_NAME, "/login"))
    assert passkeys.send(client, "/login", credential=answer).status_code == 422


@on_both
def test_counter_that_does_not_grow_is_refused_and_recorded(passkey, app, client):
    for counter, status in ((7, 302), (7, 422), (3, 422), (0, 422), (8, 302)):
        browser, passkey.counter = app.test_client(), counter
        answer = passkey.get(ask_options(browser, WITHOUT_NAME, "/login"))
        assert passkeys.send(browser, "/login", credential=answer).status_code == status
    sign_in(client, ANA)
    assert "it may have been copied" in client.get("/account/activity").text


def sign_up_with_the_taken_address(client, app):
    return submit(client, "/register", "Sign up", name="Ana", email=ANA, password=PASSWORD)


def sign_in_with_the_password(client, app):
    return sign_in_by_form_at(client, "/login")


def reset_the_password_and_sign_in(client, app):
    with app.app_context():
        token = PasswordReset.issue(User.find_by_email(ANA))
        db.session.commit()
    answer = submit(client, f"/reset/{token}", "Save", password=PASSWORD)
    assert not is_signed_in(client)
    return sign_in_by_form_at(client, answer.location)


WAYS = (
    sign_in_with_the_password,
    sign_up_with_the_taken_address,
    reset_the_password_and_sign_in,
)


@on_both
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("factor", ["totp", "passkey"])
def test_every_way_asks_for_the_factor(request, app, client, way, factor):
    request.getfixturevalue(factor)
    answer = way(client, app)
    assert answer.location.startswith(STEP)
    assert not is_signed_in(client)


def test_without_a_factor_the_password_signs_in(people, client):
    sign_in_by_form(client, ANA)
    assert is_signed_in(client)
    assert client.get(STEP).location == "/login"
