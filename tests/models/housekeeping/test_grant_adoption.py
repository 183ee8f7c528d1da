"""Adopting a grant: what works again, for whom, and what has ended for good."""

import pytest

from app.extensions import db
from app.models.clients.client_status import Status
from app.models.credentials import live_token
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.user_authentication import UserAuthentication
from app.models.feeds import live_feed
from app.models.grants import orphaned_grants
from app.models.grants.grant_state import GrantStatus
from app.models.grants.membership_changes import change_role
from app.models.housekeeping import grant_adoption
from app.models.teams.membership import Membership, Role
from app.models.teams.team import ConnectPolicy
from tests.support.factories import (
    join,
    make_client,
    make_code,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)
from tests.support.private_links import make_link

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]
HELD = "events:read events:write"


@pytest.fixture
def owner():
    return make_user("otto@example.org")


@pytest.fixture
def team(owner):
    return make_team(owner)


@pytest.fixture
def grant(team):
    """What an owner had allowed who is an editor now."""
    former = join(team, make_user(), Role.OWNER)
    client, _secret = make_client(scopes="events:write profile:read openid")
    return make_grant(client, former.user, team, scopes="events:write profile:read openid")


def orphan(grant):
    change_role(Membership.find(grant.teams[0], grant.user), Role.EDITOR)
    db.session.commit()


def adopt(grant, team, owner):
    return take(grant, team, owner, look(grant))


def look(grant):
    """What a page that is shown now says of the app."""
    return {
        "names": orphaned_grants.inherited(grant),
        "identity_changed_at": grant.client.identity_changed_at,
    }


def take(grant, team, owner, shown):
    is_adopted = grant_adoption.adopt(grant, team, by=owner, **shown)
    db.session.commit()
    return is_adopted


def test_refresh_token_works_again_for_the_adopter_and_the_team_alone(grant, team, owner):
    access, refresh = make_tokens(grant)
    code, link = make_code(grant), make_link(team, grant.user, client=grant.client)
    token = RefreshToken.find(refresh)
    proof = UserAuthentication(
        user_id=grant.user_id, session="s", proved_at=1, amr="pwd", claims="{}"
    )
    token.family.authentication = proof
    former = grant.user
    orphan(grant)
    assert not token.is_authorized

    assert adopt(grant, team, owner)

    assert (grant.user, grant.adopted_from, grant.scopes) == (owner, former, HELD)
    assert token.is_authorized
    assert token.family.is_live
    assert token.family.authentication is None
    pair = token.redeem(refresh, scopes="events:write profile:read")
    db.session.commit()
    fresh = live_token.find(pair.access_token)
    assert (fresh.user_id, fresh.scopes) == (owner.id, {"events:write"})
    assert live_token.find(access) is None
    assert not AuthorizationCode.find(code, grant.client).is_usable
    assert live_feed.find(link.key).is_over


def test_adopter_may_have_connected_the_app_already(grant, team, owner):
    own = make_grant(grant.client, owner, team)
    orphan(grant)
    assert adopt(grant, team, owner)
    assert own.is_live
    assert grant.is_live


def test_disabled_approver_does_not_get_it_back(grant, team, owner):
    former = grant.user
    former.disable()
    db.session.commit()
    assert adopt(grant, team, owner)
    former.enable()
    db.session.commit()
    assert (grant.user, grant.status) == (owner, GrantStatus.ACTIVE)


def stop_app(grant, team, owner):
    grant.client.suspend("spam")


def forbid(grant, team, owner):
    team.set_connect_policy(ConnectPolicy.REVIEWED)


def demote(grant, team, owner):
    join(team, make_user(), Role.OWNER)
    change_role(Membership.find(team, owner), Role.EDITOR)


def revoke(grant, team, owner):
    grant.revoke(team)


def widen(grant, team, owner):
    grant.scopes = "events:read"


def transfer(grant, team, owner):
    grant.client.owner_id = make_user().id
    grant.client.identity_changed_at += 1


def send_to_review(grant, team, owner):
    """Until then only its developers may use it."""
    grant.client.status = Status.PENDING


CHANGES = [stop_app, forbid, demote, revoke, widen, transfer, send_to_review]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_the_page_was_shown_prevents_it(grant, team, owner, change):
    orphan(grant)
    shown = look(grant)
    change(grant, team, owner)
    db.session.commit()
    assert not take(grant, team, owner, shown)
    assert not grant.is_live


def test_grant_is_adopted_once(grant, team, owner):
    orphan(grant)
    assert adopt(grant, team, owner)
    assert not adopt(grant, team, owner)


def test_page_can_say_whether_the_app_still_holds_a_refresh_token(grant):
    assert not grant_adoption.has_refresh_token(grant)
    make_tokens(grant)
    assert grant_adoption.has_refresh_token(grant)
