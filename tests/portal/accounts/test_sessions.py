"""Sessions: what the cookie holds, when it ends, and who can end it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.factory import create_app
from app.models.accounts.browser_session import SEEN_EVERY, BrowserSession
from app.models.accounts.user import User
from tests.support.factories import make_user
from tests.support.forms import find_form, submit
from tests.support.people import sign_in_by_form
from tests.support.settings import make_settings


@pytest.fixture
def ana(app):
    """Somebody with an account."""
    with app.app_context():
        make_user("ana@example.org", name="Ana Rossi")
        db.session.commit()


def is_signed_in(client):
    return client.get("/account").status_code == 200


def cookie_of(client):
    return client.get_cookie("stagedoor").value


def test_person_signs_in_whatever_the_case_of_the_address(ana, client):
    answer = sign_in_by_form(client, "Ana@Example.org")
    assert answer.location == "/"
    assert is_signed_in(client)


def test_cookie_holds_the_session_key_and_the_form_token_only(ana, app, client):
    sign_in_by_form(client, "ana@example.org")
    client.get("/account")
    with client.session_transaction() as session:
        assert session.keys() == {"_user_id", "csrf_token"}


def test_sign_in_takes_a_new_key_and_drops_what_was_there(ana, client):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    client.get("/login")
    before = cookie_of(client)
    sign_in_by_form(client, "ana@example.org")
    assert cookie_of(client) != before
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_in_again_ends_the_session_before(ana, app, client):
    sign_in_by_form(client, "ana@example.org")
    before = cookie_of(client)
    sign_in_by_form(client, "ana@example.org")
    client.set_cookie("stagedoor", before)
    assert not is_signed_in(client)


def test_copied_cookie_is_dead_after_sign_out(ana, client):
    """A copy of the cookie, replayed."""
    sign_in_by_form(client, "ana@example.org")
    copy = cookie_of(client)
    submit(client, "/account", "Sign out")
    client.set_cookie("stagedoor", copy)
    assert client.get("/account").location == "/login?next=/account"


def test_sign_out_by_link_does_nothing(ana, client):
    sign_in_by_form(client, "ana@example.org")
    assert client.get("/logout").status_code == 405
    assert is_signed_in(client)


def test_sign_out_without_the_forms_token_is_refused(ana, client):
    sign_in_by_form(client, "ana@example.org")
    assert client.post("/logout").status_code == 400
    assert is_signed_in(client)


def test_wrong_person_signs_out_and_comes_back_to_the_same_place(ana, client):
    sign_in_by_form(client, "ana@example.org")
    form = find_form(client.get("/account").text, "Sign out")
    sent = {**form.fields, "next": "/oauth/authorize?a=b"}
    answer = client.post("/logout", data=sent)
    assert parse_qs(urlsplit(answer.location).query) == {"next": ["/oauth/authorize?a=b"]}


def test_cookie_is_kept_to_this_host_and_away_from_scripts(database_url, tmp_path):
    settings = make_settings(
        database_url=database_url, stagedoor_home=tmp_path, public_url="https://localhost"
    )
    app = create_app(settings)
    client = app.test_client()
    cookie = client.get("/login", base_url="https://localhost").headers["Set-Cookie"]
    name, *flags = cookie.split("; ")
    assert name.startswith("__Host-stagedoor=")
    assert set(flags) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    with app.app_context():
        db.engine.dispose()


def test_session_ends_when_it_was_not_used(ana, app, client, clock):
    """Idle."""
    sign_in_by_form(client, "ana@example.org")
    clock.advance(app.config["SETTINGS"].session_idle_lifetime)
    assert not is_signed_in(client)


def test_session_ends_however_much_it_is_used(ana, app, client, clock):
    """Absolute."""
    sign_in_by_form(client, "ana@example.org")
    idle = app.config["SETTINGS"].session_idle_lifetime - 1
    for _day in range(app.config["SETTINGS"].session_lifetime // idle):
        clock.advance(idle)
        assert is_signed_in(client)
    clock.advance(idle)
    assert not is_signed_in(client)


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["%00", "ses_" + "a" * 16, "ses_%00" + "a" * 15])
def test_session_that_is_not_there_cannot_be_ended(name, ana, client):
    """G1: no 5xx caused by input."""
    sign_in_by_form(client, "ana@example.org")
    form = find_form(client.get("/account/sessions").text, "Sign out")
    answer = client.post(
        f"/account/sessions/{name}/end", data={"csrf_token": form.fields["csrf_token"]}
    )
    assert answer.status_code == 404


def test_sessions_page_lists_the_browsers_and_ends_one(ana, app, client):
    other = app.test_client()
    sign_in_by_form(other, "ana@example.org")
    sign_in_by_form(client, "ana@example.org")
    assert client.get("/account/sessions").text.count("last seen") == 2
    submit(client, "/account/sessions", "End")
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_everywhere_else_is_signed_out_at_once(ana, app, client):
    others = [app.test_client(), app.test_client()]
    for browser in (*others, client):
        sign_in_by_form(browser, "ana@example.org")
    submit(client, "/account/sessions", "Sign out everywhere else")
    assert [is_signed_in(browser) for browser in (*others, client)] == [False, False, True]


def test_session_of_somebody_else_cannot_be_ended(ana, app, client):
    with app.app_context():
        make_user("eve@example.org")
        theirs, _key = BrowserSession.start(User.find_by_email("ana@example.org"))
        db.session.commit()
        session_id = theirs.public_id
    sign_in_by_form(client, "eve@example.org")
    token = find_form(client.get("/account").text, "Sign out").fields["csrf_token"]
    answer = client.post(f"/account/sessions/{session_id}/end", data={"csrf_token": token})
    assert answer.status_code == 404


def last_seen(app):
    with app.app_context():
        return db.session.scalar(db.select(BrowserSession.last_seen_at))


@pytest.mark.both_databases
def test_visit_is_noted_when_the_last_note_is_old(ana, app, client, clock):
    sign_in_by_form(client, "ana@example.org")
    signed_in_at = clock.now()
    clock.advance(SEEN_EVERY - 1)
    client.get("/account")
    assert last_seen(app) == signed_in_at
    clock.advance(1)
    client.get("/account")
    assert last_seen(app) == clock.now()


def test_page_does_not_fail_when_the_visit_cannot_be_noted(ana, client, clock, monkeypatch):
    def refuse(*_args):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    sign_in_by_form(client, "ana@example.org")
    clock.advance(SEEN_EVERY)
    monkeypatch.setattr(BrowserSession, "_write_seen", refuse)
    assert is_signed_in(client)
