"""Adopting a grant while others adopt or end it, or the adopter loses the role."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants import orphaned_grants, team_connections
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import change_role
from app.models.housekeeping import grant_adoption
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.races.test_invitation_races import together
from tests.support import factories

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

OWNERS = ("olga@example.org", "otto@example.org")
ROUNDS = 3


@pytest.fixture(params=range(ROUNDS))
def orphan(request, app):
    """The public id of what waits for one of the two owners of Harbour Hall."""
    with app.app_context():
        team = factories.make_team(factories.make_user(OWNERS[0]), slug="harbour-hall")
        factories.join(team, factories.make_user(OWNERS[1]), Role.OWNER)
        former = factories.join(team, factories.make_user(), Role.OWNER)
        client, _secret = factories.make_client(scopes="events:write profile:read")
        grant = factories.make_grant(client, former.user, team, scopes="events:write profile:read")
        # One of them has connected it already: the unique index admits one such grant.
        factories.make_grant(client, User.find_by_email(OWNERS[0]), team)
        change_role(former, Role.VIEWER)
        db.session.commit()
        return grant.public_id


def adopt(public_id, email):
    def act():
        team, owner = Team.find("harbour-hall"), User.find_by_email(email)
        grant = orphaned_grants.find_of_team(team, public_id)
        if grant is None:
            return False
        names = orphaned_grants.inherited(grant)
        identity = grant.client.identity_changed_at
        return grant_adoption.adopt(
            grant, team, by=owner, names=names, identity_changed_at=identity
        )

    return act


def state(app, public_id):
    """Whose it is, and whether it is live."""
    with app.app_context():
        grant = db.session.scalars(db.select(Grant).filter_by(public_id=public_id)).one()
        return grant.user.email, grant.is_live, grant.scopes


def test_one_of_two_owners_adopts_it(app, orphan):
    adopted = together(app, *(adopt(orphan, email) for email in OWNERS))
    assert sorted(adopted) == [False, True]
    assert state(app, orphan) == (OWNERS[adopted.index(True)], True, "events:write")


@pytest.mark.parametrize("end", ["revoke", "disconnect"])
def test_what_an_owner_ends_at_once_stays_dead(app, orphan, end):
    def act():
        team = Team.find("harbour-hall")
        grant = db.session.scalars(db.select(Grant).filter_by(public_id=orphan)).one()
        return (
            grant.revoke(team)
            if end == "revoke"
            else team_connections.disconnect(team, grant.client)
        )

    together(app, adopt(orphan, OWNERS[0]), act)
    _user, is_live, _scopes = state(app, orphan)
    assert not is_live


def test_owner_who_loses_the_role_at_once_has_no_live_grant(app, orphan):
    def demote():
        team = Team.find("harbour-hall")
        change_role(Membership.find(team, User.find_by_email(OWNERS[0])), Role.EDITOR)

    together(app, adopt(orphan, OWNERS[0]), demote)
    _user, is_live, _scopes = state(app, orphan)
    assert not is_live
