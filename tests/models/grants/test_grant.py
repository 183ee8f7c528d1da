"""Grants: one for each set of teams, widened by approvals, ended by one change."""

import pytest

from app.extensions import db
from app.models.grants.grant import Grant, key_of
from app.models.grants.grant_state import GrantStatus
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def owner(context):
    return make_user()


@pytest.fixture
def client(context):
    client, _secret = make_client()
    return client


def test_second_approval_widens_the_grant_for_the_same_teams(client, owner, clock):
    team = make_team(owner)
    first = make_grant(client, owner, team)
    clock.advance(60)
    second = make_grant(client, owner, team, scopes="events:write")
    other = make_grant(client, owner, team, make_team(owner))
    assert first == second != other
    assert set(second.scopes.split()) == {"events:read", "events:write"}
    assert (second.approved_at, second.writes, other.writes) == (clock.at, True, False)


def test_expired_grant_is_closed_and_not_found(client, owner, clock):
    grant = make_grant(client, owner)
    grant.expires_at = clock.at + 10
    db.session.flush()
    clock.advance(10)
    assert Grant.find_active(client=client, user=owner, teams=[]) is None
    assert (grant.status, grant.is_live) == (GrantStatus.EXPIRED, False)


def test_revoking_again_changes_nothing(client, owner, clock):
    grant = make_grant(client, owner)
    grant.revoke()
    ended_at = grant.ended_at
    clock.advance(60)
    grant.revoke()
    assert (grant.status, grant.ended_at) == (GrantStatus.REVOKED, ended_at)


def test_new_name_of_the_client_needs_a_new_approval(client, owner, clock):
    grant = make_grant(client, owner)
    assert grant.allows_silently(frozenset({"events:read"}))
    assert not grant.allows_silently(frozenset({"events:write"}))
    clock.advance(1)
    client.change(name="Other name")
    assert not grant.allows_silently(frozenset({"events:read"}))


def test_grant_is_usable_while_its_client_and_user_are_active(client, owner):
    grant = make_grant(client, owner)
    assert grant.is_usable
    client.suspend("Spam")
    assert not grant.is_usable
    client.restore()
    owner.disable()
    assert not grant.is_usable


def test_client_has_one_grant_to_itself(client):
    first = Grant.of_client_itself(client, frozenset({"public"}))
    second = Grant.of_client_itself(client, frozenset({"events:read"}))
    assert first == second
    assert set(first.scopes.split()) == {"public", "events:read"}


def test_key_does_not_depend_on_the_order_of_teams(owner):
    one, other = make_team(owner), make_team(owner)
    assert key_of([one, other]) == key_of([other, one]) != key_of([one])
    assert key_of([]) == ""
