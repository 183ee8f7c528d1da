"""The sign-in page: who gets in, what it tells the others, and where it leads."""

from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models.accounts import password
from app.models.accounts.user import User
from tests.support import audit
from tests.support.factories import PASSWORD, make_client, make_user
from tests.support.forms import find_form, submit
from tests.support.people import sign_in_by_form
from tests.support.settings import make_settings

AUTHORIZE = "/oauth/authorize?response_type=code&client_id="


@pytest.fixture
def ana(app):
    """Somebody with an account."""
    with app.app_context():
        make_user("ana@example.org", name="Ana Rossi")
        db.session.commit()


def try_to_sign_in(client, email="ana@example.org", given="not the password", path="/login"):
    return submit(client, path, "Sign in", email=email, password=given)


def browser_at(app, address):
    """A client whose requests come from ``address``."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def without_tokens(page):
    """The page without what differs at every request, and without what the person typed."""
    form = find_form(page.text, "Sign in")
    text = page.text.replace(form.fields["csrf_token"][0], "")
    return text.replace(form.fields["email"][0], "")


def actions(app):
    with app.app_context():
        return audit.actions()


def test_wrong_password_and_unknown_address_get_the_same_answer(ana, client):
    """Byte for byte, with the same status and headers."""
    wrong = try_to_sign_in(client)
    unknown = try_to_sign_in(client, email="nobody@example.org")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert without_tokens(wrong) == without_tokens(unknown)
    assert list(wrong.headers.keys()) == list(unknown.headers.keys())


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "email", ["ana@example.org", "nobody@example.org", "no address", "a\0b@c.d"]
)
def test_every_try_costs_one_hash(email, ana, client, monkeypatch):
    """Counted instead of timed."""
    calls = []
    real = password.verify
    monkeypatch.setattr(password, "verify", lambda *given: calls.append(given) or real(*given))
    try_to_sign_in(client, email=email)
    assert len(calls) == 1


def test_disabled_person_cannot_sign_in(ana, app, client):
    with app.app_context():
        User.find_by_email("ana@example.org").disable()
        db.session.commit()
    assert try_to_sign_in(client, given=PASSWORD).status_code == 422


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example"]
)
def test_sign_in_goes_nowhere_else(target, ana, client):
    page = client.get("/login", query_string={"next": target})
    form = find_form(page.text, "Sign in")
    sent = {**form.fields, "email": "ana@example.org", "password": PASSWORD, "next": target}
    answer = client.post("/login", query_string={"next": target}, data=sent)
    assert (urlsplit(answer.location).netloc, answer.status_code) == ("", 302)
    assert not answer.location.startswith(("//", "/\\"))


def test_sign_in_goes_on_to_the_very_address_that_was_asked_for(ana, client):
    wanted = "/account/sessions?q=%2B%20a&x=1"
    asked = client.get(wanted)
    answer = submit(client, asked.location, "Sign in", email="ana@example.org", password=PASSWORD)
    assert answer.location == wanted


def test_sign_in_page_names_the_app_as_it_is_registered(app, client):
    with app.app_context():
        poster_board, _secret = make_client(name="Poster <b>Board</b>")
        db.session.commit()
        client_id = poster_board.client_id
    page = client.get("/login", query_string={"next": f"{AUTHORIZE}{client_id}&name=Evil"})
    assert "Signing in to continue to Poster &lt;b&gt;Board&lt;/b&gt;" in page.text
    assert "Evil" not in page.text.replace(f"{client_id}%26name%3DEvil", "")


@pytest.mark.parametrize("client_id", ["sd_app_unknown", "a&client_id=b", "%00", ""])
def test_sign_in_page_names_no_app_that_is_not_there(client_id, client):
    page = client.get("/login", query_string={"next": AUTHORIZE + client_id})
    assert page.status_code == 200
    assert "continue to" not in page.text


def test_sign_in_page_keeps_the_way_when_somebody_signs_up_instead(client):
    page = client.get("/login", query_string={"next": "/account/sessions?a=b"})
    assert 'href="/register?next=/account/sessions?a%3Db"' in page.text


def test_trail_tells_who_came_and_who_did_not_get_in(ana, app, client):
    try_to_sign_in(client)
    sign_in_by_form(client, "ana@example.org")
    submit(client, "/account", "Sign out")
    assert actions(app) == ["user.sign_in_failed", "user.signed_in", "user.signed_out"]
    with app.app_context():
        lines = audit.lines()
        assert all("not the password" not in line.detail for line in lines)
        assert lines[0].actor.email == "ana@example.org"


class TestLimits:
    """With the limits on."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_login="3 per minute",
        )

    def test_guessing_is_slowed_down_and_says_for_how_long(self, ana, client):
        """The answer carries Retry-After, and the page says it in words."""
        answers = [try_to_sign_in(client) for _try in range(4)]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
        assert "Try again in" in answers[-1].text

    def test_account_is_guarded_wherever_the_guesses_come_from(self, ana, app):
        """By account, which takes the guesses of ten addresses."""
        for number in range(30):
            assert try_to_sign_in(browser_at(app, f"192.0.2.{number}")).status_code == 422
        assert try_to_sign_in(browser_at(app, "192.0.2.99")).status_code == 429

    def test_guesses_from_one_address_keep_nobody_out_elsewhere(self, ana, app):
        """An attacker cannot lock an account."""
        attacker = browser_at(app, "192.0.2.1")
        statuses = [try_to_sign_in(attacker).status_code for _try in range(20)]
        assert statuses[-1] == 429
        sign_in_by_form(browser_at(app, "192.0.2.2"), "ana@example.org")

    def test_right_passwords_are_not_counted(self, ana, client):
        """Nobody is kept out for signing in often."""
        for _time in range(5):
            sign_in_by_form(client, "ana@example.org")

    def test_unknown_account_is_guarded_alike(self, client):
        answers = [try_to_sign_in(client, email="nobody@example.org") for _try in range(4)]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
