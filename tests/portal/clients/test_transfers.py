"""Handing an app over to another developer."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_transfer import LIFETIME
from app.models.credentials import live_token
from app.models.grants.grant import Grant
from tests.support import factories
from tests.support.client_pages import make, make_client_of
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in

NEW_OWNER = "nia@example.org"


@pytest.fixture
def made(app, client):
    """The app's path; its developer is signed in."""
    client_id = make_client_of(app, "dev@example.org", name="Poster Board")
    make(app, lambda: factories.make_user(NEW_OWNER, name="Nia Falk"))
    sign_in(client, "dev@example.org")
    return f"/developer/apps/{client_id}"


@pytest.fixture
def nia(app, made):
    """A client signed in as the one who gets the app."""
    other = app.test_client()
    sign_in(other, NEW_OWNER)
    return other


def offer(app, client, path):
    """Offer the app to Nia; return the path of the mailed link."""
    form = {"email": NEW_OWNER, "typed": "Poster Board"}
    assert submit(client, f"{path}/transfer", "Offer", **form).status_code == 302
    return link_to(app, NEW_OWNER)


def owner_of(app):
    """Return the address of the app's owner."""
    with app.app_context():
        return db.session.scalars(db.select(Client)).one().owner.email


@pytest.mark.both_databases
def test_app_changes_hands_once_it_is_accepted(app, client, made, nia):
    link = offer(app, client, made)
    assert owner_of(app) == "dev@example.org"
    assert nia.get(made).status_code == 404

    assert submit(nia, link, "Accept").location == made
    assert nia.get(made).status_code == 200
    assert client.get(made).status_code == 404
    assert sent_to(app, "dev@example.org") == ["Poster Board belongs to Nia Falk now"]
    assert nia.get(link).status_code == 404
    with app.app_context():
        actions = set(db.session.scalars(db.select(AuditEvent.action)))
    assert {"client.transfer_offered", "client.transferred"} <= actions


def test_tokens_stay_and_organizers_are_asked_again(app, client, made, nia, clock):
    def connect():
        one = db.session.scalars(db.select(Client)).one()
        one.review()
        organizer = factories.make_user()
        grant = factories.make_grant(one, organizer, factories.make_team(organizer))
        return factories.make_tokens(grant)[0]

    token = make(app, connect)
    link = offer(app, client, made)
    clock.advance(60)
    submit(nia, link, "Accept")
    with app.app_context():
        assert live_token.find(token) is not None
        grant = db.session.scalars(db.select(Grant)).one()
        assert not grant.allows_silently(frozenset({"events:read"}))
        assert not grant.client.is_reviewed


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": NEW_OWNER, "typed": "Poster"}, "This is not the app&#39;s name."),
        ({"email": "nobody", "typed": "Poster Board"}, "Enter an e-mail address"),
        ({"email": "dev@example.org", "typed": "Poster Board"}, "This is your own address."),
        ({"email": "", "typed": ""}, "Fill this in."),
    ],
)
def test_offer_that_cannot_be_made_says_why(app, client, made, fields, words):
    answer = submit(client, f"{made}/transfer", "Offer", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert sent_to(app, NEW_OWNER) == []


def test_answer_does_not_tell_who_has_an_account(client, made):
    form = {"email": "stranger@example.org", "typed": "Poster Board"}
    answer = submit(client, f"{made}/transfer", "Offer", **form)
    assert answer.status_code == 302
    assert "stranger@example.org" in client.get(answer.location).text


def test_withdrawn_replaced_old_and_own_offers_are_dead(app, client, made, nia, clock):
    first = offer(app, client, made)
    assert client.get(first).status_code == 403
    second = offer(app, client, made)
    assert (nia.get(first).status_code, nia.get(second).status_code) == (404, 200)
    submit(client, f"{made}/transfer", "Withdraw")
    assert nia.get(second).status_code == 404
    third = offer(app, client, made)
    clock.advance(LIFETIME)
    sign_in(nia, NEW_OWNER)
    assert nia.get(third).status_code == 404


def test_offer_falls_with_the_app(app, client, made, nia):
    link = offer(app, client, made)
    submit(client, f"{made}/delete", "Delete app", typed="Poster Board")
    assert nia.get(link).status_code == 404


def test_whoever_has_too_many_apps_reads_so_and_can_accept_later(
    app, client, made, nia, monkeypatch
):
    link = offer(app, client, made)
    with monkeypatch.context() as limited:
        limited.setattr(client_quota, "MAX_CLIENTS_PER_OWNER", 0)
        answer = submit(nia, link, "Accept")
    assert answer.status_code == 422
    assert "as many apps" in answer.text
    assert submit(nia, link, "Accept").status_code == 302


def test_app_of_another_developer_cannot_be_given_away(client, made, nia):
    assert nia.get(f"{made}/transfer").status_code == 404
