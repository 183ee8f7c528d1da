"""Taking scopes and teams off a grant: what goes, what stays, what never comes back by itself."""

import pytest

from app.extensions import db
from app.models.credentials import live_token
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds import live_feed
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.housekeeping.grant_narrowing import Removal, remove_scope, remove_team
from app.models.teams.membership import Membership
from app.models.values.scopes import Permission
from tests.support.factories import (
    make_client,
    make_code,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)

ALL = "events:read events:write profile:read"


@pytest.fixture
def owner(context):
    return make_user()


@pytest.fixture
def team(owner):
    return make_team(owner)


@pytest.fixture
def client(context):
    return make_client(scopes=f"{ALL} event:write crm_manage crm_read guests:read")[0]


def find_token(access):
    """The token as any process sees it now."""
    db.session.commit()
    return live_token.find(access)


def find_feed(key):
    """The link as any process sees it now."""
    db.session.commit()
    return live_feed.find(key)


@pytest.mark.parametrize(
    ("held", "removed", "left"),
    [
        ("events:read events:write", "events:write", "events:read"),
        ("events:read events:write profile:read", "events:read", "profile:read"),
        ("event:write profile:read", "event:write", "profile:read"),
        ("crm_manage crm_read", "crm_manage", "crm_read"),
        ("crm_manage guests:read", "crm_manage", "guests:read"),
        ("events:read offline_access", "events:read", ""),
        ("events:read", "events:read", ""),
    ],
)
def test_scope_goes_with_those_that_include_it(held, removed, left):
    assert Removal(frozenset(held.split()), removed).left == frozenset(left.split())


def test_what_a_scope_includes_can_be_kept():
    removal = Removal(frozenset({"crm_manage", "profile:read"}), "crm_manage")
    assert removal.included == {"crm_read", "events:write"}
    kept = Removal(removal.names, "crm_manage", frozenset({"crm_read"}))
    assert kept.left == {"crm_read", "profile:read"}
    assert Removal(frozenset({"crm_manage", "crm_read"}), "crm_manage").included == {"events:write"}


def test_remaining_scopes_that_permit_the_same_are_named():
    assert Removal(frozenset({"public", "profile:read"}), "profile:read").overlapping == {"public"}


def test_removed_scope_stays_away_from_old_credentials_when_it_is_allowed_again(
    client, owner, team
):
    grant = make_grant(client, owner, team, scopes=ALL)
    access, refresh = make_tokens(grant)
    code = make_code(grant)
    assert remove_scope(grant, "events:write", by=owner)
    make_grant(client, owner, team, scopes=ALL)
    assert "events:write" in grant.scopes
    left = "events:read profile:read"
    assert find_token(access).introspect()["scope"] == left
    assert RefreshToken.find(refresh).scopes == AuthorizationCode.find(code, client).scopes == left


def test_scope_is_removed_once(client, owner, team):
    grant = make_grant(client, owner, team, scopes=ALL)
    assert remove_scope(grant, "events:write", by=owner)
    assert not remove_scope(grant, "events:write", by=owner)
    assert not remove_scope(grant, "unknown", by=owner)
    assert not remove_team(grant, make_team(), by=owner)
    assert grant.is_live


def test_kept_part_works_and_the_code_of_nothing_else_is_dead(client, owner, team):
    grant = make_grant(client, owner, team, scopes="event:write profile:read")
    access, _refresh = make_tokens(grant)
    code = make_code(grant, scopes="profile:read")
    remove_scope(grant, "event:write", by=owner, kept=["events:read", "crm_manage"])
    live = find_token(access)
    assert live.scopes == {"events:read", "profile:read"}
    assert live.permits(Permission.READ_EVENTS)
    assert not live.permits(Permission.WRITE_EVENTS)
    remove_scope(grant, "profile:read", by=owner)
    assert not AuthorizationCode.find(code, client).is_usable


def test_last_scope_and_last_team_are_a_revocation(client, owner, team):
    for take in (
        lambda grant: remove_scope(grant, "events:read", by=owner),
        lambda grant: remove_team(grant, team, by=owner),
    ):
        grant = make_grant(client, owner, team)
        assert take(grant)
        assert grant.status == GrantStatus.REVOKED


def test_removed_team_is_out_of_reach_and_the_other_is_not(client, owner, team):
    other = make_team(owner)
    grant = make_grant(client, owner, team, other)
    access, _refresh = make_tokens(grant)
    keys = [
        FeedLink.make(Membership.find(each, owner), name="x", filters=EventFilter(), grant=grant)[1]
        for each in (team, other)
    ]
    db.session.flush()
    assert remove_team(grant, team, by=owner)
    assert [each.slug for each in find_token(access).teams] == [other.slug]
    assert [find_feed(key).is_over for key in keys] == [True, False]
    assert Grant.find_active(client=client, user=owner, teams=[other]) == grant


def test_narrowed_grant_beside_one_for_the_same_team_keeps_a_key_of_its_own(client, owner, team):
    other = make_team(owner)
    grant, plain = make_grant(client, owner, team, other), make_grant(client, owner, other)
    remove_team(grant, team, by=owner)
    db.session.flush()
    assert (grant.is_live, Grant.find_active(client=client, user=owner, teams=[other])) == (
        True,
        plain,
    )


def test_links_end_with_the_last_scope_that_reads_events(client, owner, team):
    grant = make_grant(client, owner, team, scopes="events:read profile:read")
    membership = Membership.find(team, owner)
    _link, key = FeedLink.make(membership, name="x", filters=EventFilter(), grant=grant)
    remove_scope(grant, "events:read", by=owner)
    assert find_feed(key).is_over
