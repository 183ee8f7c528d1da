"""Codes, tokens and grants: what opens, what ends, and what ends with it."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import change_role, end_membership
from app.models.teams.membership import Membership, Role
from app.models.values.scopes import Permission
from tests.support import factories

pytestmark = pytest.mark.both_databases


def tokens_of(grant):
    """A committed access and refresh token of ``grant``."""
    pair = factories.make_tokens(grant)
    db.session.commit()
    return pair


def test_token_of_a_standing_grant_works(granted):
    access, _refresh = tokens_of(granted)
    live = live_token.find(access)
    assert live.grant_id == granted.id
    assert [team.slug for team in live.teams] == [granted.teams[0].slug]
    assert live.permits(Permission.WRITE_EVENTS, live.teams[0])
    assert not live.permits(Permission.READ_TICKETS)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda grant: grant.revoke(), id="grant revoked"),
        pytest.param(lambda grant: grant.client.suspend("spam"), id="client suspended"),
        pytest.param(lambda grant: grant.client.delete(), id="client deleted"),
        pytest.param(lambda grant: grant.user.disable(), id="person disabled"),
    ],
)
def test_token_stops_with_what_it_stands_on(granted, end):
    access, refresh = tokens_of(granted)
    end(granted)
    db.session.commit()
    assert live_token.find(access) is None
    assert live_token.find(refresh) is None


def test_losing_the_owners_role_orphans_what_the_person_allowed(granted):
    team, other = granted.teams[0], factories.make_user()
    factories.join(team, other, Role.OWNER)
    kept = factories.make_grant(granted.client, other, team)
    access, _ = tokens_of(granted)
    kept_access, _ = tokens_of(kept)
    change_role(Membership.find(team, granted.user), Role.VIEWER)
    db.session.commit()
    assert live_token.find(access) is None
    assert db.session.get(Grant, granted.id).status == "orphaned"
    assert live_token.find(kept_access) is not None


def test_leaving_the_team_ends_only_that_teams_tokens(granted):
    team, other_team = granted.teams[0], factories.make_team(granted.user)
    factories.join(team, factories.make_user(), Role.OWNER)
    elsewhere = factories.make_grant(granted.client, granted.user, other_team)
    access, _ = tokens_of(granted)
    kept_access, _ = tokens_of(elsewhere)
    end_membership(Membership.find(team, granted.user))
    db.session.commit()
    assert live_token.find(access) is None
    assert live_token.find(kept_access) is not None


def test_lifting_a_suspension_brings_unrevoked_grants_back(granted):
    access, _ = tokens_of(granted)
    granted.client.suspend("spam")
    db.session.commit()
    granted.client.restore()
    db.session.commit()
    assert live_token.find(access) is not None


def test_lowering_the_clients_ceiling_lowers_its_tokens(granted):
    access, _ = tokens_of(granted)
    granted.client.scopes = "events:read"
    db.session.commit()
    live = live_token.find(access)
    assert live.permits(Permission.READ_EVENTS, live.teams[0])
    assert not live.permits(Permission.WRITE_EVENTS, live.teams[0])


def test_token_ends_on_time(granted, clock):
    access, _ = tokens_of(granted)
    clock.advance(7199)
    assert live_token.find(access) is not None
    clock.advance(1)
    assert live_token.find(access) is None


def test_deleted_clients_id_finds_nothing(granted):
    client_id = granted.client.client_id
    granted.client.delete()
    db.session.commit()
    assert Client.find(client_id) is None
