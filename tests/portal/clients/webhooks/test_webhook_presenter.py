"""What the app's overview, operators and organizers read of webhooks."""

import re

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.webhooks import webhook_types
from app.models.webhooks.webhook import Reason, Webhook
from app.portal.clients.webhooks.webhook_presenter import TYPE_LABELS
from tests.support import factories
from tests.support.client_pages import make_client_of
from tests.support.people import sign_in
from tests.support.webhooks import URL


@pytest.fixture
def client_id(app, client):
    """The ID of an app whose developer is signed in, as an operator."""
    client_id = make_client_of(app, "dev@example.org", name="Poster Board")
    with app.app_context():
        Client.find(client_id).owner.is_operator = True
        db.session.commit()
    sign_in(client, "dev@example.org")
    return client_id


def add(app, client_id, url=URL, *types):
    """Add a webhook and return its key."""
    with app.app_context():
        hook, _secret = Webhook.create(
            Client.find(client_id), url=url, types=types or ["event.upserted"]
        )
        db.session.commit()
        return hook.id


def change(app, key, act):
    """Do something with a webhook."""
    with app.app_context():
        act(db.session.get_one(Webhook, key))
        db.session.commit()


def test_every_type_says_what_it_is():
    assert TYPE_LABELS.keys() == set(webhook_types.TYPES)


def test_overview_says_how_the_webhooks_do(app, client, client_id):
    page = f"/developer/apps/{client_id}"
    assert "Open the webhooks" not in client.get(page).text
    first, second = add(app, client_id), add(app, client_id, f"{URL}/2")
    assert "Open the webhooks" in client.get(page).text
    change(app, first, lambda hook: setattr(hook, "failures", 1))
    assert "One webhook is refused" in client.get(page).text
    change(app, second, lambda hook: hook.pause(Reason.FAILING))
    assert "One webhook is paused" in client.get(page).text


@pytest.mark.both_databases
def test_operator_reads_how_all_webhooks_do(app, client, client_id):
    assert "0 active" in client.get("/admin/health").text
    key = add(app, client_id)
    assert "1 active, of which 0 are refused now; 0 paused." in client.get("/admin/health").text
    change(app, key, lambda hook: setattr(hook, "failures", 1))
    assert "None gets through" in client.get("/admin/health").text


def permission_page(app, client_id):
    """The page of a grant to the app, as its user reads it."""
    with app.app_context():
        owner = factories.make_user("owner@example.org")
        team = factories.make_team(owner)
        grant = factories.make_grant(Client.find(client_id), owner, team)
        db.session.commit()
        address = f"/account/apps/{grant.public_id}"
    browser = app.test_client()
    sign_in(browser, "owner@example.org")
    return lambda: re.sub(r"\s+", " ", browser.get(address).text)


def test_organizer_reads_where_an_app_is_told_of_changes(app, client, client_id):
    read = permission_page(app, client_id)
    assert "only when it asks" in read()
    add(app, client_id, "https://news.example/hook", "grant.ended")
    assert "only when it asks" in read()
    key = add(app, client_id)
    assert "within seconds, at app.example" in read()
    change(app, key, Webhook.remove)
    assert "only when it asks" in read()
