"""Forgotten passwords."""

import re
from html import unescape

import pytest
from sqlalchemy import event

from app.extensions import db
from app.mail import delivery
from app.models.accounts.password_reset import PasswordReset
from tests.support import oauth_flow as flow
from tests.support.factories import PASSWORD, make_user
from tests.support.forms import find_form, submit
from tests.support.people import sign_in_by_form
from tests.support.settings import make_settings

NEW = "another long password"


@pytest.fixture
def ana(app):
    """Somebody with an account."""
    with app.app_context():
        make_user("ana@example.org", name="Ana Rossi")
        db.session.commit()


def ask(client, email="ana@example.org"):
    return submit(client, "/forgot", "Send the link", email=email)


def last_link(app):
    """The path of the link in the newest mail."""
    body = app.extensions["mail_outbox"][-1].body
    return re.search(r"http://localhost(/reset/\S+)", body).group(1)


def choose(client, link, password=NEW):
    return submit(client, link, "Save the password", password=password)


def test_link_in_the_mail_sets_a_new_password(ana, app, client):
    ask(client)
    assert choose(client, last_link(app)).location == "/login"
    sign_in_by_form(client, "ana@example.org", NEW)


@pytest.mark.parametrize(
    "email", ["ana@example.org", "nobody@example.org", "no address", "ü@example.org"]
)
def test_every_address_gets_the_same_answer(email, ana, client):
    answer = ask(client, email)
    assert answer.status_code == 200
    expected = ask(client, "somebody@example.org").text.replace("somebody@example.org", email)
    assert answer.text == expected


def test_only_an_account_gets_a_mail(ana, app, client):
    ask(client, "nobody@example.org")
    assert app.extensions["mail_outbox"] == []


def test_link_works_once(ana, app, client):
    """Single use."""
    ask(client)
    link = last_link(app)
    form = find_form(client.get(link).text, "Save the password")
    sent = {**form.fields, "password": NEW}
    assert client.post(link, data=sent).status_code == 302
    assert client.get(link).status_code == 410
    token = find_form(client.get("/login").text, "Sign in").fields["csrf_token"]
    sent = {"csrf_token": token, "password": "a third long password"}
    assert client.post(link, data=sent).status_code == 410
    sign_in_by_form(client, "ana@example.org", NEW)


def test_only_the_newest_link_works(ana, app, client):
    """Newest only."""
    ask(client)
    first = last_link(app)
    ask(client)
    assert client.get(first).status_code == 410
    assert client.get(last_link(app)).status_code == 200


def test_link_ends_after_an_hour(ana, app, client, clock):
    """At most an hour."""
    ask(client)
    clock.advance(3600)
    assert client.get(last_link(app)).status_code == 410


def test_link_is_stored_as_a_digest(ana, app, client):
    ask(client)
    token = last_link(app).rsplit("/", 1)[1]
    with app.app_context():
        [reset] = db.session.scalars(db.select(PasswordReset))
        assert token not in repr(vars(reset))


def test_page_behind_the_link_tells_nobody_its_address(ana, app, client):
    """No Referer, no copy."""
    ask(client)
    headers = client.get(last_link(app)).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_reset_signs_every_browser_out(ana, app, client):
    other = app.test_client()
    sign_in_by_form(other, "ana@example.org")
    ask(client)
    choose(client, last_link(app))
    assert other.get("/account").status_code == 302


def test_weak_password_is_refused_and_the_link_still_works(ana, app, client):
    ask(client)
    link = last_link(app)
    assert choose(client, link, "short").status_code == 422
    assert choose(client, link).status_code == 302


def test_new_password_without_the_forms_token_is_refused(ana, app, client):
    """This page checks its token by itself."""
    ask(client)
    link = last_link(app)
    assert client.post(link, data={"password": NEW}).status_code == 400
    sign_in_by_form(client, "ana@example.org", PASSWORD)


@pytest.mark.parametrize("token", ["x", "sd_rst_" + "a" * 47, "%00", "caf%C3%A9"])
def test_made_up_link_is_a_dead_one(token, client):
    assert client.get(f"/reset/{token}").status_code in {404, 410}


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Forwarded", "X-Original-Host"])
def test_link_never_takes_its_host_from_the_request(header, ana, app, client):
    form = find_form(client.get("/forgot").text, "Send the link")
    sent = {**form.fields, "email": "ana@example.org"}
    client.post("/forgot", data=sent, headers={header: "evil.example"})
    assert "evil" not in app.extensions["mail_outbox"][-1].body


def test_foreign_host_gets_no_mail_sent(ana, app, client):
    answer = client.post(
        "/forgot", data={"email": "ana@example.org"}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    assert app.extensions["mail_outbox"] == []


def test_error_begins_on_the_line_of_its_sign(ana, app, client):
    """The lines of an error break as they are written."""
    ask(client)
    answer = choose(client, last_link(app), "short")
    assert "</svg> Use at least 10 characters." in answer.text


@pytest.mark.both_databases
def test_answer_costs_the_same_work_for_every_address(ana, app, client, monkeypatch):
    written, statements = [], []
    compose = delivery.compose
    monkeypatch.setattr(delivery, "compose", lambda *a: written.append(a) or compose(*a))

    def note(_connection, _cursor, statement, *_more):
        statements.append(re.sub(r"[^A-Z ].*", "", statement).strip())

    def work_for(address):
        written.clear(), statements.clear()
        submit(client, "/forgot", "Send the link", email=address)
        return len(written), list(statements)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    assert work_for("nobody@example.org") == work_for("ana@example.org")
    assert [mail.to for mail in app.extensions["mail_outbox"]] == ["ana@example.org"]


class TestLimits:
    """With the limits on."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_mail="2 per hour",
        )

    def test_nobody_is_flooded_with_mail_and_the_answer_does_not_tell(self, ana, app, client):
        answers = [ask(client) for _time in range(4)]
        assert {answer.status_code for answer in answers} == {200}
        assert len(app.extensions["mail_outbox"]) == 2
        assert client.get(last_link(app)).status_code == 200

    def test_mails_that_strangers_cause_are_not_those_of_the_user(self, ana, app, client):
        sign_in_by_form(client, "ana@example.org")
        submit(client, "/account", "Sign out")
        for _time in range(4):
            ask(app.test_client())
        ask(client)
        assert len(app.extensions["mail_outbox"]) == 3


class TestOnTheWayToAnApp:
    """The link leads back to the request, in whatever browser it is opened."""

    @pytest.fixture
    def request_path(self, ana, app):
        return flow.authorize_path(flow.register(app, name="Front Desk"), state="a b&c=d%")

    @pytest.fixture
    def link(self, app, client, request_path):
        """The link that Ana was mailed, who came from the app."""
        path = client.get(request_path).location.replace("/login", "/forgot")
        submit(client, path, "Send the link", email="ana@example.org")
        return last_link(app)

    def test_other_browser_signs_in_to_the_request(self, app, link, request_path):
        assert "?" not in link
        other = app.test_client()
        signing_in = choose(other, link).location
        assert "Front Desk" in other.get(signing_in).text
        answer = submit(other, signing_in, "Sign in", email="ana@example.org", password=NEW)
        assert answer.location == request_path

    def test_dead_link_leads_to_another_for_the_request(self, app, link, clock, request_path):
        clock.advance(3601)
        page = app.test_client().get(link)
        assert page.status_code == 410
        address = re.search(r'href="(/forgot[^"]*)"', page.text)[1]
        assert flow.query_of(unescape(address))["next"] == [request_path]
