"""Approving an app while the approver's role is being taken away."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import change_role
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values import clock
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 10


def approve(app, client_id, together):
    """Approve as the consent page does: hold the ownership, give the grant, commit."""
    with app.app_context():
        owner, team = User.find_by_email("olivia@example.org"), Team.find("harbour-hall")
        db.session.rollback()
        together.wait(10)
        if Membership.hold_ownership(owner, [team]):
            names = frozenset({"events:read"})
            Grant.approve(client=Client.find(client_id), user=owner, teams=[team], names=names)
        db.session.commit()


def demote(app, together):
    """Make the approver a viewer."""
    with app.app_context():
        owner, team = User.find_by_email("olivia@example.org"), Team.find("harbour-hall")
        db.session.rollback()
        together.wait(10)
        change_role(Membership.find(team, owner), Role.VIEWER)
        db.session.commit()


def live_grants(user):
    """What the user allows now."""
    condition = grant_search.of_user(user), Grant.is_live_at(clock.now())
    return db.session.scalars(select(Grant).where(*condition)).all()


def test_no_grant_of_somebody_who_is_no_owner_stays_active(app):
    """Invariant 4: whoever comes first, the other sees it."""
    with app.app_context():
        team = factories.make_team(slug="harbour-hall")
        factories.join(team, factories.make_user("olivia@example.org"), Role.OWNER)
        db.session.commit()
    for _round in range(ROUNDS):
        poster, together = flow.register(app), Barrier(2)
        both = [
            Thread(target=approve, args=(app, poster.id, together)),
            Thread(target=demote, args=(app, together)),
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        with app.app_context():
            owner = User.find_by_email("olivia@example.org")
            assert live_grants(owner) == []
            change_role(Membership.find(Team.find("harbour-hall"), owner), Role.OWNER)
            db.session.commit()
