"""Changing the address somebody signs in with."""

import pytest

from app.extensions import db
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from tests.support.factories import PASSWORD, make_user
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in

OLD, NEW = "ana@example.org", "ana@new.example.org"


@pytest.fixture
def ana(app, client):
    """Ana, signed in."""
    with app.app_context():
        make_user(OLD)
        db.session.commit()
    sign_in(client, OLD)


def ask(client, email=NEW):
    return submit(client, "/account/email", "Send the link", email=email)


def follow(client, path):
    return submit(client, path, "Confirm the address")


def test_new_address_counts_once_its_link_was_opened(ana, app, client):
    assert ask(client).location == "/account/verify"
    assert NEW in client.get("/account").text
    sign_in(app.test_client(), OLD)
    follow(client, link_to(app, NEW))
    sign_in(app.test_client(), NEW)
    with app.app_context():
        assert User.find_by_email(OLD) is None
        actions = list(db.session.scalars(db.select(AuditEvent.action)))
    assert {"email.change_asked", "email.changed"} <= set(actions)


def test_old_address_is_told_before_and_after(ana, app, client):
    ask(client)
    assert sent_to(app, OLD) == ["Your e-mail address is about to change"]
    follow(client, link_to(app, NEW))
    assert sent_to(app, OLD)[1:] == ["Your e-mail address is changed"]


def test_password_is_asked_for_first(ana, client, clock):
    clock.advance(601)
    assert client.get("/account/email").location == "/account/confirm?next=/account/email"
    assert client.post("/account/email", data={"email": NEW}).status_code in {302, 400}


def test_links_to_choose_a_password_go_to_the_old_address_and_end_with_it(ana, app, client):
    ask(client)
    with app.app_context():
        token = PasswordReset.issue(User.find_by_email(OLD))
        db.session.commit()
    submit(app.test_client(), "/forgot", "Send the link", email=NEW)
    assert sent_to(app, NEW) == ["Confirm your e-mail address"]
    follow(client, link_to(app, NEW))
    assert client.get(f"/reset/{token}").status_code == 410


@pytest.mark.both_databases
def test_taken_address_gets_the_same_answer_and_its_owner_is_told(ana, app, client):
    with app.app_context():
        make_user("ben@example.org")
        db.session.commit()
    answer = ask(client, "Ben@example.org")
    assert answer.location == "/account/verify"
    assert sent_to(app, "ben@example.org") == ["You already have an account"]


@pytest.mark.both_databases
def test_address_that_was_taken_meanwhile_is_refused(ana, app, client):
    ask(client)
    path = link_to(app, NEW)
    with app.app_context():
        make_user(NEW)
        db.session.commit()
    assert follow(client, path).location == "/account/email"
    assert "Another account has this address." in client.get("/account/email").text
    sign_in(app.test_client(), OLD)


def test_new_password_ends_a_link_to_another_address(ana, app, client):
    ask(client)
    path = link_to(app, NEW)
    fields = {"current_password": PASSWORD, "password": "another long password"}
    submit(client, "/account", "Change the password", **fields)
    assert client.get(path).status_code == 410


def test_change_can_be_taken_back(ana, app, client):
    ask(client)
    path = link_to(app, NEW)
    submit(client, "/account/verify", "Keep the current address")
    assert client.get(path).status_code == 410
    assert NEW not in client.get("/account").text


@pytest.mark.parametrize("email", ["", "no address", "a\0@example.org", OLD, "x" * 300])
def test_wrong_address_is_explained_beside_it(email, ana, client):
    answer = ask(client, email)
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
