"""Signing up, and the account page."""

import pytest

from app.extensions import db
from app.models.accounts import password
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from tests.support import audit
from tests.support.factories import PASSWORD, make_user
from tests.support.forms import find_form, submit
from tests.support.mails import sent_to
from tests.support.people import sign_in_by_form

NEW = "another long password"


@pytest.fixture
def ana(app):
    """Somebody with an account."""
    with app.app_context():
        make_user("ana@example.org", name="Ana Rossi")
        db.session.commit()


def sign_up(client, path="/register", **fields):
    fields = {"name": "Ben", "email": "ben@example.org", "password": NEW, **fields}
    return submit(client, path, "Sign up", **fields)


def find_user(app, email):
    with app.app_context():
        return User.find_by_email(email)


def change_password(client, current=PASSWORD, new=NEW):
    fields = {"current_password": current, "password": new}
    return submit(client, "/account", "Change the password", **fields)


def test_new_account_is_signed_in_and_goes_on_to_where_it_came_for(app, client):
    answer = sign_up(client, "/register?next=/account/sessions")
    assert (answer.status_code, answer.location) == (302, "/account/sessions")
    assert "ben@example.org" in client.get("/account").text
    with app.app_context():
        lines = audit.actions()
    assert lines == ["user.registered", "user.signed_in"]


def test_sign_up_goes_nowhere_else(client):
    assert sign_up(client, "/register?next=//evil.example").location == "/"


@pytest.mark.both_databases
def test_taken_address_is_not_named_and_its_owner_is_told(ana, app, client):
    """The answer blames nothing; the mail does."""
    answer = sign_up(client, email="Ana@example.org")
    assert answer.status_code == 422
    assert "Sign-up failed." in answer.text
    [mail] = app.extensions["mail_outbox"]
    assert mail.to == "ana@example.org"
    assert "http://localhost/login" in mail.body
    assert find_user(app, "ana@example.org").name == "Ana Rossi"


def test_taken_address_with_its_own_password_signs_in(ana, app, client):
    answer = sign_up(client, email="ana@example.org", password=PASSWORD)
    assert answer.status_code == 302
    assert "Ana Rossi" in client.get("/account").text


def test_weak_password_is_refused_before_the_address_is_looked_at(ana, client):
    """The same words for a known and an unknown address."""
    answers = [
        sign_up(client, email=email, password="password123")
        for email in ("ana@example.org", "new@example.org")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("too easy to guess" in answer.text for answer in answers)
    assert all("did not work" not in answer.text for answer in answers)


@pytest.mark.parametrize("email", ["ana@example.org", "new@example.org"])
def test_sign_up_costs_two_hashes_either_way(email, ana, client, monkeypatch):
    """Counted instead of timed."""
    calls = []
    for name in ("verify", "hash_password"):
        real = getattr(password, name)
        monkeypatch.setattr(
            password, name, lambda *given, real=real, name=name: calls.append(name) or real(*given)
        )
    sign_up(client, email=email)
    assert sorted(calls) == ["hash_password", "verify"]


@pytest.mark.parametrize(
    "given",
    ["short", "password1234", "aaaaaaaaaaaa", "ben@example.org", "x" * 1025, ""],
    ids=["short", "common", "one letter", "the address", "too long", "empty"],
)
def test_password_that_is_easily_guessed_is_refused(given, app, client):
    assert sign_up(client, password=given).status_code == 422
    assert find_user(app, "ben@example.org") is None


def test_password_is_taken_to_the_last_byte(app, client):
    """Nothing is trimmed or cut."""
    chosen = " " + "long and longer " * 6
    sign_up(client, password=chosen)
    with app.app_context():
        ben = User.find_by_email("ben@example.org")
        assert ben.check_password(chosen)
        assert not ben.check_password(chosen.strip())
        assert not ben.check_password(chosen[:-2] + "x ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\u202eb"),
        ("name", "x" * 81),
        ("email", "no address"),
        ("email", "a\0@example.org"),
        ("email", "a@b@example.org"),
        ("email", "ü@example.org"),
        ("email", "x" * 300),
    ],
)
def test_wrong_field_is_explained_beside_it(field, value, client):
    answer = sign_up(client, **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_account_page_is_for_who_is_signed_in(client):
    assert client.get("/account").location == "/login?next=/account"


def test_name_and_time_zone_are_saved(ana, app, client):
    sign_in_by_form(client, "ana@example.org")
    answer = submit(client, "/account", "Save", name="Ana Bianchi", timezone="Europe/Rome")
    assert answer.status_code == 302
    saved = find_user(app, "ana@example.org")
    assert (saved.name, saved.timezone) == ("Ana Bianchi", "Europe/Rome")


@pytest.mark.parametrize(
    ("field", "value"), [("name", "\u200b"), ("timezone", "Mars/Base"), ("timezone", "../etc")]
)
def test_wrong_profile_is_refused_and_nothing_is_saved(field, value, ana, app, client):
    sign_in_by_form(client, "ana@example.org")
    answer = submit(client, "/account", "Save", **{"name": "Other", field: value})
    assert answer.status_code == 422
    assert find_user(app, "ana@example.org").name == "Ana Rossi"


def test_changed_password_signs_every_other_browser_out(ana, app, client):
    other = app.test_client()
    for browser in (other, client):
        sign_in_by_form(browser, "ana@example.org")
    assert change_password(client).status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    sign_in_by_form(other, "ana@example.org", NEW)


def test_owner_is_told_of_a_changed_password(ana, app, client):
    sign_in_by_form(client, "ana@example.org")
    change_password(client)
    assert sent_to(app, "ana@example.org") == ["Your password is changed"]


def test_changed_password_ends_open_reset_links(ana, app, client):
    with app.app_context():
        token = PasswordReset.issue(User.find_by_email("ana@example.org"))
        db.session.commit()
    sign_in_by_form(client, "ana@example.org")
    change_password(client)
    assert client.get(f"/reset/{token}").status_code == 410


def test_password_change_asks_for_the_present_one(ana, client):
    sign_in_by_form(client, "ana@example.org")
    answer = change_password(client, current="a guess of somebody")
    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    sign_in_by_form(client, "ana@example.org")


def test_weak_new_password_is_refused(ana, client):
    sign_in_by_form(client, "ana@example.org")
    answer = change_password(client, new="short")
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text


def test_form_of_another_session_changes_nothing(ana, app, client):
    """A token is bound to its session."""
    sign_in_by_form(client, "ana@example.org")
    stranger = app.test_client()
    token = find_form(stranger.get("/login").text, "Sign in").fields["csrf_token"]
    sent = {"csrf_token": token, "name": "Eve", "timezone": "UTC"}
    assert client.post("/account", data=sent).status_code == 400
    assert find_user(app, "ana@example.org").name == "Ana Rossi"
