"""Editing and deleting an app."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.credentials import live_token
from tests.support import factories
from tests.support.forms import find_form, submit
from tests.support.people import sign_in


@pytest.fixture
def made(app, client):
    """A signed-in developer with one app that an operator looked at: its path and the browser."""
    with app.app_context():
        row, _secret = factories.make_client(
            factories.make_user("dev@example.org"), name="Poster Board", scopes="events:read"
        )
        row.reviewed_at = row.created_at
        path = f"/developer/apps/{row.client_id}"
        db.session.commit()
    sign_in(client, "dev@example.org")
    return path, client


def stored(app, read):
    """Return what ``read`` finds out about the only client."""
    with app.app_context():
        return read(db.session.scalars(db.select(Client)).one())


def test_form_shows_what_the_app_says_and_saves_what_changes(app, made):
    path, client = made
    fields = find_form(client.get(f"{path}/edit").text, "Save").fields
    assert (fields["name"], fields["scopes"]) == (["Poster Board"], ["events:read"])
    answer = submit(
        client,
        f"{path}/edit",
        "Save",
        website="https://app.example",
        description="Puts events on screens.",
    )
    assert answer.location == path
    assert "Puts events on screens." in client.get(path).text
    assert stored(app, lambda c: c.is_reviewed)


def test_app_that_may_do_more_is_looked_at_again(app, made):
    path, client = made
    submit(client, f"{path}/edit", "Save", scopes=["events:read", "events:write"])
    assert stored(app, lambda c: (c.scopes, c.is_reviewed)) == ("events:read events:write", False)


def test_new_name_or_address_loses_the_review(app, made):
    """What an operator looked at was another app."""
    path, client = made
    submit(client, f"{path}/edit", "Save", name="Night Owl Tickets")
    assert not stored(app, lambda c: c.is_reviewed)


def test_address_that_stays_keeps_when_it_was_last_used(app, made):
    path, client = made
    with app.app_context():
        db.session.scalars(db.select(Client)).one().redirect_uris[0].last_used_at = 1_700_000_000
        db.session.commit()
    uris = f"https://new.example/cb\n{factories.REDIRECT_URI}"
    submit(client, f"{path}/edit", "Save", redirect_uris=uris)
    rows = stored(app, lambda c: {row.uri: row.last_used_at for row in c.redirect_uris})
    assert rows == {factories.REDIRECT_URI: 1_700_000_000, "https://new.example/cb": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Admin"),
        ("redirect_uris", "http://my-super-app.com/callback"),
        ("website", "data:text/html,x"),
        ("scopes", []),
        ("scopes", ["admin"]),
    ],
)
def test_change_that_may_not_be_is_refused_and_nothing_changes(app, made, field, value):
    path, client = made
    answer = submit(client, f"{path}/edit", "Save", description="New", **{field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert stored(app, lambda c: (c.name, c.description)) == ("Poster Board", "")


def test_settings_of_the_server_cannot_be_sent(app, made):
    """Mass assignment."""
    path, client = made
    before = stored(app, lambda c: (c.client_id, c.confidential, c.profile, c.owner_id, c.status))
    submit(
        client, f"{path}/edit", "Save", confidential="0", profile="kagibag", client_id="mine",
        owner_id="7", status="pending", direct_token="1",
    )  # fmt: skip
    after = stored(app, lambda c: (c.client_id, c.confidential, c.profile, c.owner_id, c.status))
    assert after == before


def test_suspended_app_stays_suspended_whatever_is_edited(app, made):
    path, client = made
    with app.app_context():
        db.session.scalars(db.select(Client)).one().suspend("spam")
        db.session.commit()
    submit(client, f"{path}/edit", "Save", name="Night Owl Tickets")
    assert stored(app, lambda c: c.status) == Status.SUSPENDED


def test_deletion_asks_for_the_name_and_ends_everything(app, made):
    path, client = made
    with app.app_context():
        organizer = factories.make_user()
        app_row = db.session.scalars(db.select(Client)).one()
        grant = factories.make_grant(app_row, organizer, factories.make_team(organizer))
        token, _refresh = factories.make_tokens(grant)
        db.session.commit()

    wrong = submit(client, f"{path}/delete", "Delete app", typed="poster board")
    assert wrong.status_code == 422
    assert "This is not the app&#39;s name." in wrong.text
    with app.app_context():
        assert live_token.find(token) is not None

    assert submit(client, f"{path}/delete", "Delete app", typed=" Poster Board ").status_code == 302
    with app.app_context():
        assert live_token.find(token) is None
    assert client.get(path).status_code == 404
    assert "No apps yet" in client.get("/developer/apps").text
    assert stored(app, lambda c: c.status) == Status.DELETED


def test_changes_are_written_down(app, made):
    path, client = made
    submit(client, f"{path}/edit", "Save", name="Night Owl Tickets")
    submit(client, f"{path}/delete", "Delete app", typed="Night Owl Tickets")
    with app.app_context():
        actions = db.session.scalars(db.select(AuditEvent.action)).all()
    assert {"client.changed", "client.deleted"} <= set(actions)
