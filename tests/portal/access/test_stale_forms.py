"""Two tabs: a form that was opened before the session changed leads on to where it was going."""

from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.web.connect_chain import chain_pages
from tests.support import oauth_flow as flow
from tests.support.factories import PASSWORD
from tests.support.forms import find_form
from tests.support.people import sign_in

OLIVIA, BEN = "olivia@example.org", "ben@example.org"


@pytest.fixture
def request_path(app):
    """An app's request, of which every parameter counts."""
    flow.make_organizer(app, OLIVIA, "harbour-hall")
    flow.make_organizer(app, BEN, "bens-barn")
    return flow.authorize_path(flow.register(app, name="Front Desk"), state="a b&c=d%")


def sign_out(client):
    """Sign out in the other tab: the cookie is empty then."""
    with client.session_transaction() as cookie:
        cookie.clear()


def open_form(client, page, button, request_path):
    """Open a form of the chain in the first tab, on the way to the app's request."""
    answer = client.get(page, query_string={"next": request_path})
    assert answer.status_code == 200, answer.location
    form = find_form(answer.text, button)
    return form.action or answer.request.full_path, form


def follow(client, answer):
    """Follow redirects within the site; the page at their end."""
    while answer.status_code in (301, 302, 303):
        answer = client.get(answer.location)
    return answer


def way_of(answer):
    """Where the page at the end leads: its own address, or its ``next``."""
    address = f"{answer.request.path}?{answer.request.query_string.decode()}"
    return flow.query_of(address).get("next", [address])[0]


# Forms of visitors: page, button, fields.
OF_VISITORS = {
    "sign in": ("/login", "Sign in", {"email": BEN, "password": PASSWORD}),
    "wrong password": ("/login", "Sign in", {"email": OLIVIA, "password": "wrong"}),
    "sign up": ("/register", "Sign up", {"name": "Nina", "email": "n@example.org"}),
    "forgot": ("/forgot", "Send", {"email": OLIVIA}),
}
OF_PEOPLE = {
    "password again": ("/account/confirm", "Go on", {"password": PASSWORD}),
    "new team": ("/teams/new", "Make", {"name": "Quay"}),
    "authenticator app": ("/account/security/authenticator", "Set", {"code": "123456"}),
    "not you": ("/account/verify", "Not you?", {}),
    "link again": ("/account/verify", "Send", {}),
}


@pytest.mark.parametrize(("page", "button", "fields"), OF_VISITORS.values(), ids=OF_VISITORS)
def test_form_of_a_visitor_goes_on_once_they_are_signed_in(
    client, request_path, page, button, fields
):
    path, form = open_form(client, page, button, request_path)
    sign_in(client, OLIVIA)
    answer = client.post(path, data=form.press(button, **fields))
    assert answer.status_code == 303
    end = follow(client, answer)
    assert "Front Desk" in end.text
    assert "You are signed in as olivia@example.org now" in end.text
    assert way_of(end) == request_path


@pytest.mark.parametrize(("page", "button", "fields"), OF_VISITORS.values(), ids=OF_VISITORS)
def test_form_of_a_visitor_is_offered_again_while_nobody_is_signed_in(
    client, request_path, page, button, fields
):
    path, form = open_form(client, page, button, request_path)
    sign_out(client)  # and in before
    end = follow(client, client.post(path, data=form.press(button, **fields)))
    assert end.status_code == 200
    assert urlsplit(end.request.path).path == page
    assert way_of(end) == request_path


@pytest.mark.parametrize("change", ["signed out", "other person", "signed in again"])
@pytest.mark.parametrize(("page", "button", "fields"), OF_PEOPLE.values(), ids=OF_PEOPLE)
def test_form_of_a_user_leads_on(app, client, request_path, page, button, fields, change):
    """However the session changed: to the request, or a page that leads there."""
    if page == "/account/verify":
        with app.app_context():
            User.find_by_email(OLIVIA).verified_at = None
            db.session.commit()
    sign_in(client, OLIVIA)
    path, form = open_form(client, page, button, request_path)
    if change == "signed out":
        sign_out(client)
    else:
        sign_in(client, BEN if change == "other person" else OLIVIA)
    answer = client.post(path, data=form.press(button, **fields))
    assert answer.status_code == 303
    end = follow(client, answer)
    assert end.status_code == 200
    assert chain_pages.is_page(end.request.path)
    seen = way_of(end)
    assert request_path in (seen, flow.query_of(seen).get("next", [""])[0])


def test_sign_out_of_a_page_before_signs_nobody_else_out(client, request_path):
    sign_in(client, OLIVIA)
    form = find_form(client.get("/account").text, "Sign out")
    sign_in(client, BEN)
    end = follow(client, client.post("/logout", data=form.press("Sign out")))
    assert "You are signed in as ben@example.org now" in end.text
    assert client.get("/account").status_code == 200


def test_forged_form_is_refused_as_before(client, request_path):
    """Without a token, or with one that was not made here."""
    sign_in(client, OLIVIA)
    for token in (None, "", "x", "1.2.3"):
        data = {"next": request_path} | ({} if token is None else {"csrf_token": token})
        assert client.post("/login", data=data).status_code == 400


def test_stale_form_beside_the_chain_has_expired(client, request_path):
    sign_in(client, OLIVIA)
    form = find_form(client.get("/account").text, "Save")
    sign_in(client, BEN)
    answer = client.post("/account", data=form.press("Save", name="Olivia"))
    assert answer.status_code == 400
    assert "This page has expired" in answer.text
    assert 'href="/account"' in answer.text


def test_new_password_is_asked_for_again_behind_its_link(app, client, request_path):
    with app.app_context():
        token = PasswordReset.issue(User.find_by_email(BEN))
        db.session.commit()
    path, form = open_form(client, f"/reset/{token}", "Save", request_path)
    sign_in(client, OLIVIA)
    answer = client.post(path, data=form.press("Save", password="correct horse battery"))
    end = follow(client, answer)
    assert end.request.path == f"/reset/{token}"
    assert way_of(end) == request_path


def test_second_step_of_a_sign_in_that_happened_in_another_tab_goes_on(app, client, request_path):
    """With the token of its page, and without: the page is opened again, too."""
    sign_in(client, OLIVIA)
    answer = client.get("/login/code", query_string={"next": request_path})
    assert answer.location == request_path


@pytest.mark.parametrize("page", ["/login", "/register"])
def test_signed_in_user_goes_on_from_the_pages_to_sign_in(client, request_path, page):
    sign_in(client, OLIVIA)
    assert client.get(page, query_string={"next": request_path}).location == request_path
    assert client.get(page).status_code == 200  # perhaps as someone else


def test_form_sent_after_the_session_was_ended_leads_back(app, client, request_path):
    """From another browser: this one's cookie, and the form's token, are as before."""
    sign_in(client, OLIVIA)
    path, form = open_form(client, "/teams/new", "Make", request_path)
    with app.app_context():
        BrowserSession.end_all(User.find_by_email(OLIVIA))
        db.session.commit()
    end = follow(client, client.post(path, data=form.press("Make", name="Quay")))
    assert end.request.path == "/login"
    assert flow.query_of(way_of(end))["next"] == [request_path]
