"""Orphaned grants: who gets what of them, for how long, and who is told."""

import pytest

from app.database import slices
from app.database.slices import Slices
from app.extensions import db
from app.models.grants import grant_endings, orphaned_grants
from app.models.grants.grant_state import GrantStatus
from app.models.grants.membership_changes import change_role, end_membership
from app.models.teams.membership import Membership, Role
from tests.support.factories import join, make_client, make_grant, make_team, make_user

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]
EVERYTHING = "events:write profile:read tickets:read openid email offline_access"


@pytest.fixture
def team():
    """A team with one more owner, who leaves."""
    team = make_team()
    join(team, make_user("olga@example.org", name="Olga"), Role.OWNER)
    return team


@pytest.fixture
def olga(team):
    return next(member for member in Membership.list_of(team) if member.user.name == "Olga")


def make_orphan(olga, *teams, scopes="events:read"):
    client, _secret = make_client(name="Desk", scopes=EVERYTHING)
    grant = make_grant(client, olga.user, olga.team, *teams, scopes=scopes)
    end_membership(olga)
    db.session.commit()
    return grant


def test_grant_of_one_team_waits_and_ends_for_good_after_its_time(team, olga, clock):
    grant = make_orphan(olga)
    assert orphaned_grants.list_of_team(team) == [grant]
    assert orphaned_grants.find_of_team(make_team(), grant.public_id) is None

    clock.advance(30 * 86_400 - 1)
    assert (orphaned_grants.expire(Slices()), orphaned_grants.list_of_team(team)) == (0, [grant])
    clock.advance(1)
    assert orphaned_grants.list_of_team(team) == []
    assert orphaned_grants.expire(Slices()) == 1
    db.session.expire_all()
    assert grant.status == GrantStatus.EXPIRED


def test_many_end_in_several_transactions(olga, clock, monkeypatch):
    monkeypatch.setattr(orphaned_grants, "SIZE", 1)
    monkeypatch.setattr(slices, "MOST", 1)
    grants = [make_grant(make_client()[0], olga.user, olga.team) for _number in range(2)]
    end_membership(olga)
    db.session.commit()
    clock.advance(30 * 86_400)
    assert orphaned_grants.expire(Slices()) == 2
    db.session.rollback()
    assert {grant.status for grant in grants} == {GrantStatus.EXPIRED}


def test_grant_of_several_teams_goes_on_for_the_others(team, olga):
    other = make_team(olga.user)
    grant = make_orphan(olga, other)
    assert (grant.is_live, grant.teams) == (True, [other])
    assert orphaned_grants.list_of_team(team) == []


def test_only_what_concerns_the_team_is_inherited(olga):
    assert orphaned_grants.inherited(make_orphan(olga, scopes=EVERYTHING)) == {
        "events:write",
        "offline_access",
    }


def test_ceiling_of_the_app_limits_what_is_inherited(olga):
    grant = make_orphan(olga, scopes="events:write")
    grant.client.scopes = "events:read"
    assert orphaned_grants.inherited(grant) == {"events:read"}


def test_disabled_account_leaves_its_grant_to_others_until_it_is_back(team, olga):
    grant = make_grant(make_client()[0], olga.user, team)
    olga.user.disable()
    db.session.flush()
    assert orphaned_grants.list_of_team(team) == [grant]
    olga.user.enable()
    db.session.flush()
    assert orphaned_grants.list_of_team(team) == []
    assert grant.is_usable


@pytest.mark.parametrize("end", ["revoke", "developer"])
def test_nothing_waits_that_was_ended_meanwhile(team, olga, end):
    grant = make_orphan(olga)
    if end == "revoke":
        grant.revoke(team)
    else:
        assert grant_endings.end_all_of(grant.client) == 1
    db.session.commit()
    assert orphaned_grants.list_of_team(team) == []
    assert grant.status == GrantStatus.REVOKED


def test_former_owner_who_comes_back_revives_nothing(team, olga):
    grant = make_grant(make_client()[0], olga.user, team)
    change_role(olga, Role.EDITOR)
    change_role(olga, Role.OWNER)
    db.session.commit()
    assert not grant.is_live
    assert orphaned_grants.list_of_team(team) == [grant]


def test_other_owners_are_told_once_which_apps_stopped(app, team, olga):
    db.session.commit()
    app.extensions["mail_outbox"].clear()
    make_orphan(olga)
    (told,) = [mail for mail in app.extensions["mail_outbox"] if "stopped" in mail.subject]
    (owner,) = Membership.list_owners([team])[team.id]
    assert told.to == owner.email
    assert "- Desk" in told.body
    assert f"/teams/{team.slug}/apps" in told.body
