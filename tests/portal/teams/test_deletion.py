"""Deleting a team, and what is left of it."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials import live_token
from app.models.housekeeping import invariants
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)
from tests.support.forms import submit
from tests.support.mails import sent_to
from tests.support.people import sign_in


@pytest.fixture
def hall(app, client):
    """Harbour Hall: Ana, signed in, owns it; Vera views it; an app reads its event."""
    with app.app_context():
        ana, vera = make_user("ana@example.org"), make_user("vera@example.org")
        team = make_team(ana, name="Harbour Hall", slug="harbour-hall")
        join(team, vera, Role.VIEWER)
        event = make_event(team, "Spring night")
        grant = make_grant(make_client()[0], ana, team)
        words = {
            "token": make_tokens(grant)[0],
            "event": event.slug,
            "invitation": TeamInvitation.issue(
                team, email="new@example.org", role=Role.EDITOR, by=ana
            ),
        }
        db.session.commit()
    sign_in(client, "ana@example.org")
    return words


def delete(client, typed="Harbour Hall"):
    return submit(client, "/teams/harbour-hall/delete", "Delete team", typed=typed)


@pytest.mark.both_databases
def test_team_is_gone_everywhere(hall, app, client):
    assert client.get(f"/harbour-hall/{hall['event']}").status_code == 200
    assert delete(client).location == "/teams"
    assert "Harbour Hall is deleted." in client.get("/teams").text
    for path in ("/teams/harbour-hall", f"/harbour-hall/{hall['event']}"):
        assert client.get(path).status_code == 404
    with app.app_context():
        assert Team.find("harbour-hall") is None
        assert live_token.find(hall["token"]) is None
        assert TeamInvitation.find_open(hall["invitation"]) is None
        assert Membership.list_with_teams(User.find_by_email("vera@example.org")) == []
        assert invariants.find_broken() == []


def test_other_members_are_told(hall, app, client):
    delete(client)
    assert sent_to(app, "vera@example.org") == ["Harbour Hall is deleted"]
    assert sent_to(app, "ana@example.org") == []


def test_its_address_is_never_given_again(hall, client):
    delete(client)
    fields = {"name": "Harbour Hall", "slug": "harbour-hall", "timezone": "UTC"}
    assert submit(client, "/teams/new", "Make the team", **fields).status_code == 422
    answer = submit(client, "/teams/new", "Make the team", **(fields | {"slug": ""}))
    assert answer.location.startswith("/teams/harbour-hall-")


@pytest.mark.parametrize("typed", ["", "harbour-hall"])
def test_name_has_to_be_typed(typed, hall, client):
    assert delete(client, typed).status_code == 422
    assert client.get("/teams/harbour-hall").status_code == 200


@pytest.mark.parametrize(("who", "status"), [("vera", 403), ("stranger", 404)])
def test_only_owners_can(who, status, hall, app):
    with app.app_context():
        make_user("stranger@example.org")
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, f"{who}@example.org")
    assert browser.get("/teams/harbour-hall/delete").status_code == status


def test_password_is_asked_for_first(hall, client, clock):
    clock.advance(601)
    answer = client.get("/teams/harbour-hall/delete")
    assert answer.location == "/account/confirm?next=/teams/harbour-hall/delete"


@pytest.mark.both_databases
def test_nobody_joins_a_team_that_is_gone(hall, app, client):
    ben = app.test_client()
    with app.app_context():
        make_user("new@example.org")
        db.session.commit()
    sign_in(ben, "new@example.org")
    page = ben.get(f"/invitations/{hall['invitation']}")
    delete(client)
    answer = submit(ben, f"/invitations/{hall['invitation']}", "Accept", page=page)
    assert answer.status_code == 404
