"""A pasted manifest fills in the form for a new app."""

import json

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support.client_pages import URI, make_client_of
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

PASTE = "/developer/apps/new/manifest"
MANIFEST = {
    "client_name": "Tide <Calendar>",
    "redirect_uris": [URI, "com.example.tide:/callback"],
    "client_uri": "https://tide.example",
    "scope": "events:read profile:read",
    "token_endpoint_auth_method": "none",
}


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer with one app."""
    make_client_of(app, "dev@example.org")
    sign_in(client, "dev@example.org")
    return client


def paste(dev, text):
    """Send the text as a manifest."""
    return submit(dev, PASTE, "Fill in", manifest=text)


def test_manifest_fills_the_form_in_and_saves_nothing(app, dev):
    page = paste(dev, json.dumps(MANIFEST)).text
    assert "Nothing is saved yet" in page
    fields = find_form(page, "Create app").fields
    assert fields["name"] == ["Tide <Calendar>"]
    assert fields["redirect_uris"][0].split("\n") == MANIFEST["redirect_uris"]
    assert fields["website"] == ["https://tide.example"]
    assert fields["confidential"] == ["0"]
    assert sorted(fields["scopes"]) == ["events:read", "profile:read"]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Client.id))) == 1


def test_filled_in_form_registers_the_app(app, dev):
    form = find_form(paste(dev, json.dumps(MANIFEST)).text, "Create app")
    answer = dev.post(form.action, data=form.fields)
    assert answer.status_code == 302
    assert "Tide &lt;Calendar&gt;" in dev.get(answer.location).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Fill this in."),
        ("{", "line 1"),
        ('{"scope": 5}', "scope: Must be text."),
        ('{"redirect_uris": "https://a.example"}', "redirect_uris: Must be a list"),
        ('{"client_name": "\\u0000"}', "client_name: Must be text."),
    ],
)
def test_manifest_that_cannot_be_read_is_kept_and_its_fault_named(dev, text, words):
    answer = paste(dev, text)
    assert answer.status_code == 422
    assert words in answer.text
    assert find_form(answer.text, "Fill in").fields["manifest"] == [text]
