"""Ending all authorizations of an app, and undoing a deletion."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from tests.support import factories
from tests.support.client_pages import make, make_client_of
from tests.support.forms import find_form, submit
from tests.support.people import sign_in


@pytest.fixture
def made(app, client):
    """The app's path, and a token under each of three permissions; its developer is signed in."""
    client_id = make_client_of(app, "dev@example.org", name="Poster Board")

    def build():
        tokens = []
        for _number in range(3):
            organizer = factories.make_user()
            team = factories.make_team(organizer)
            grant = factories.make_grant(Client.find(client_id), organizer, team)
            tokens.append(factories.make_tokens(grant)[0])
        return tokens

    tokens = make(app, build)
    sign_in(client, "dev@example.org")
    return f"/developer/apps/{client_id}", tokens


def test_page_says_how_many_teams_lose_access(client, made):
    page = client.get(f"{made[0]}/end-all").text
    assert "3 teams lose their connection" in page
    assert "3 permissions end" in page


def test_ending_asks_for_the_name_and_stops_every_token(app, client, made):
    path, tokens = made
    refused = submit(client, f"{path}/end-all", "End all", typed="Poster")
    assert refused.status_code == 422
    with app.app_context():
        assert all(live_token.find(token) for token in tokens)

    assert submit(client, f"{path}/end-all", "End all", typed="Poster Board").status_code == 302
    with app.app_context():
        assert not any(live_token.find(token) for token in tokens)
        states = set(db.session.scalars(db.select(Grant.status)))
        lines = db.session.scalars(
            db.select(AuditEvent).where(AuditEvent.action == "grant.ended_by_developer")
        ).all()
        total = db.session.scalars(
            db.select(AuditEvent).where(AuditEvent.action == "client.authorizations_ended")
        ).one()
    assert states == {GrantStatus.REVOKED}
    assert len({line.grant_id for line in lines}) == 3
    assert all(line.actor_id and line.address and line.detail == "{}" for line in lines)
    assert '"count": 3' in total.detail
    assert client.get(path).status_code == 200


def test_organizer_reads_who_ended_it(app, client, made):
    path, _tokens = made
    submit(client, f"{path}/end-all", "End all", typed="Poster Board")
    with app.app_context():
        grant = db.session.scalars(db.select(Grant).order_by(Grant.id)).first()
        public_id, email = grant.public_id, grant.user.email
    organizer = app.test_client()
    sign_in(organizer, email)
    page = organizer.get(f"/account/apps/{public_id}").text
    assert "Ended by the app&#39;s developer" in page


def test_permissions_of_other_apps_stay(app, client, made):
    path, _tokens = made
    other = make_client_of(app, "other@example.org", name="Other")

    def build():
        organizer = factories.make_user()
        grant = factories.make_grant(Client.find(other), organizer, factories.make_team(organizer))
        return factories.make_tokens(grant)[0]

    token = make(app, build)
    submit(client, f"{path}/end-all", "End all", typed="Poster Board")
    with app.app_context():
        assert live_token.find(token) is not None
    assert client.get(f"/developer/apps/{other}/end-all").status_code == 404


def test_deleted_app_is_listed_and_brought_back(app, client, made):
    path, tokens = made
    submit(client, f"{path}/delete", "Delete app", typed="Poster Board")
    assert client.get(path).status_code == 404
    answer = submit(client, "/developer/apps", "Bring back")
    assert answer.location == path
    assert client.get(path).status_code == 200
    assert "Bring back" not in client.get("/developer/apps").text
    with app.app_context():
        assert all(live_token.find(token) for token in tokens)


def test_nobody_else_brings_a_deleted_app_back(app, client, made):
    path, _tokens = made
    submit(client, f"{path}/delete", "Delete app", typed="Poster Board")
    make(app, lambda: factories.make_user("eve@example.org"))
    eve = app.test_client()
    sign_in(eve, "eve@example.org")
    form = find_form(eve.get("/developer/apps/new").text, "Create app")
    sent = {"csrf_token": form.fields["csrf_token"]}
    assert eve.post(f"{path}/undelete", data=sent).status_code == 404
    assert "Bring back" in client.get("/developer/apps").text
