"""The sign-in page: who gets in, what it tells the others, and where it leads."""

import time
from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models.accounts import password
from app.models.accounts.user import User
from tests.support import audit, mails
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


def cookie_of(client, name):
    """Name and value of the client's cookie."""
    return name, client.get_cookie(name).value


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


@pytest.mark.usefixtures("standing_time")
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

    def test_mailed_link_that_is_offered_meanwhile_keeps_the_way(self, ana, client):
        for _try in range(4):
            answer = submit(
                client, "/login?next=/teams", "Sign in", email="ana@example.org", password="x"
            )
        assert answer.status_code == 429
        assert 'href="/forgot?next=/teams"' in answer.text

    def test_pauses_begin_with_a_second(self, ana, client):
        answers = [try_to_sign_in(client) for _try in range(4)]
        assert answers[-1].headers["Retry-After"] == "1"
        assert "Try again in 1 second" in answers[-1].text

    def test_neighbours_of_one_ipv6_network_share_their_guesses(self, ana, app):
        statuses = [
            try_to_sign_in(browser_at(app, f"2001:db8:1:2::{number}")).status_code
            for number in range(4)
        ]
        assert statuses == [422, 422, 422, 429]
        assert try_to_sign_in(browser_at(app, "2001:db8:1:3::1")).status_code == 422

    @pytest.mark.parametrize("spelling", ["ANA@example.org", " ana@example.org", "ana@EXAMPLE.org"])
    def test_spelling_an_account_differently_is_no_new_allowance(self, ana, client, spelling):
        for _try in range(3):
            try_to_sign_in(client)
        assert try_to_sign_in(client, email=spelling).status_code == 429

    def test_guesses_at_many_accounts_from_one_network_are_slowed(self, client):
        statuses = [
            try_to_sign_in(client, email=f"person{number}@example.org").status_code
            for number in range(31)
        ]
        assert statuses == [422] * 30 + [429]

    def test_forms_that_name_no_account_are_counted_by_network_alone(self, app):
        """Such as a passkey, which names its account itself: no one elsewhere is held up."""
        for number in range(40):
            try_to_sign_in(browser_at(app, f"192.0.2.{number}"), email=" ")
        assert try_to_sign_in(browser_at(app, "192.0.2.99"), email="").status_code == 422

    @pytest.mark.both_databases
    def test_known_browser_gets_in_whatever_others_do(self, ana, app):
        """Guesses come from the owner's own network, and from dozens of others."""
        owner = browser_at(app, "192.0.2.1")
        sign_in_by_form(owner, "ana@example.org")
        submit(owner, "/account", "Sign out")
        for number in (*[1] * 10, *range(2, 50)):
            try_to_sign_in(browser_at(app, f"192.0.2.{number}"))
        assert try_to_sign_in(browser_at(app, "192.0.2.99"), given=PASSWORD).status_code == 429
        sign_in_by_form(owner, "ana@example.org")
        moved = app.test_client()
        moved.set_cookie(*cookie_of(owner, "stagedoor-browser"))
        moved.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        sign_in_by_form(moved, "ana@example.org")

    def test_known_browser_has_an_allowance_and_no_more(self, ana, app, client):
        sign_in_by_form(client, "ana@example.org")
        submit(client, "/account", "Sign out")
        statuses = [try_to_sign_in(client).status_code for _try in range(4)]
        assert statuses == [422, 422, 422, 429]

    def test_browser_known_to_another_account_is_a_stranger(self, ana, app, client):
        with app.app_context():
            make_user("mallory@example.org")
            db.session.commit()
        for _try in range(3):
            try_to_sign_in(client)
        sign_in_by_form(client, "mallory@example.org")
        submit(client, "/account", "Sign out")
        assert try_to_sign_in(client).status_code == 429

    def test_mailed_link_is_a_way_in_while_the_account_is_guessed_at(self, ana, app):
        owner = browser_at(app, "198.51.100.7")
        for number in range(40):
            try_to_sign_in(browser_at(app, f"192.0.2.{number}"))
        assert try_to_sign_in(owner, given=PASSWORD).status_code == 429
        submit(owner, "/forgot", email="ana@example.org")
        submit(owner, mails.link_to(app, "ana@example.org"), password="another good password")
        sign_in_by_form(owner, "ana@example.org", "another good password")

    def test_owner_in_a_new_browser_waits_a_minute_at_most(self, ana, app, monkeypatch):
        """However long, and from however many networks, others have guessed."""
        at = [1_000_000.0]
        monkeypatch.setattr(time, "time", lambda: at[0])
        for number in range(60):
            try_to_sign_in(browser_at(app, f"192.0.2.{number}"))
            at[0] += 1 if number < 30 else 60
        at[0] += 1
        refused = try_to_sign_in(browser_at(app, "198.51.100.7"), given=PASSWORD)
        at[0] += int(refused.headers.get("Retry-After", 0))
        assert int(refused.headers.get("Retry-After", 0)) <= 60
        sign_in_by_form(browser_at(app, "198.51.100.7"), "ana@example.org")

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
