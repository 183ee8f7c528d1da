"""Invitations that are accepted while they are withdrawn, or lose what they rest on."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.membership_changes import change_role
from app.models.housekeeping import account_deletion, invariants, team_deletion
from app.models.operators.team_handover import TeamHandover, Terms
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from tests.support import factories

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ANA, NINA = "ana@example.org", "nina@example.org"
ROUNDS = 3


@pytest.fixture(params=range(ROUNDS))
def key(request, app):
    """The key of Nina's invitation to Harbour Hall by Ana, who owns it with another."""
    with app.app_context():
        ana = factories.make_user(ANA)
        team = factories.make_team(ana, slug="harbour-hall")
        factories.join(team, factories.make_user(), Role.OWNER)
        factories.make_user(NINA)
        made = TeamInvitation.issue(team, email=NINA, role=Role.EDITOR, by=ana)
        db.session.commit()
        return made


def together(app, *acts):
    """Run each act in a thread of its own, all at once, and commit it; return the results."""
    start, results = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        with app.app_context():
            start.wait(10)
            results[number] = act()
            db.session.commit()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def accept(app, key):
    with app.app_context():
        nina = User.find_by_email(NINA).id
    return lambda: TeamInvitation.find(key).accept(db.session.get_one(User, nina))


def memberships(app):
    """How often Nina is a member of Harbour Hall."""
    with app.app_context():
        nina, team = User.find_by_email(NINA), Team.find("harbour-hall")
        if nina is None or team is None:
            return 0
        present = (Membership.user_id == nina.id, Membership.ended_at.is_(None))
        return db.session.scalar(select(func.count(Membership.id)).where(*present))


def test_link_is_accepted_by_exactly_one_of_two_clicks(app, key):
    assert sorted(together(app, accept(app, key), accept(app, key))) == [False, True]
    assert memberships(app) == 1


def test_link_is_accepted_or_withdrawn(app, key):
    accepted, withdrawn = together(
        app, accept(app, key), lambda: TeamInvitation.find(key).withdraw()
    )
    assert accepted is not withdrawn
    assert memberships(app) == accepted


def test_link_is_accepted_or_declined(app, key):
    accepted, declined = together(app, accept(app, key), lambda: TeamInvitation.find(key).decline())
    assert accepted is not declined
    assert memberships(app) == accepted


def test_sender_who_loses_the_right_first_lets_no_one_in(app, key):
    def demote():
        team = Team.find("harbour-hall")
        change_role(Membership.find(team, User.find_by_email(ANA)), Role.VIEWER)

    accepted, _nothing = together(app, accept(app, key), demote)
    assert memberships(app) == accepted


def test_team_that_is_deleted_has_no_new_member(app, key):
    def delete():
        team_deletion.delete(Team.find("harbour-hall"), by=User.find_by_email(ANA))

    together(app, accept(app, key), delete)
    assert memberships(app) == 0
    with app.app_context():
        present = select(func.count(Membership.id)).where(Membership.ended_at.is_(None))
        assert db.session.scalar(present) == 0


def test_account_that_is_deleted_is_no_member(app, key):
    nina = [None]

    def delete():
        nina[0] = User.find_by_email(NINA).id
        return account_deletion.delete(User.find_by_email(NINA))

    together(app, accept(app, key), delete)
    with app.app_context():
        theirs = (Membership.user_id == nina[0], Membership.ended_at.is_(None))
        assert db.session.scalar(select(func.count(Membership.id)).where(*theirs)) == 0


def test_two_invitations_at_once_leave_one_link(app, key):
    def invite():
        ana, team = User.find_by_email(ANA), Team.find("harbour-hall")
        return TeamInvitation.issue(team, email="new@example.org", role=Role.VIEWER, by=ana)

    keys = together(app, invite, invite)
    with app.app_context():
        assert sum(TeamInvitation.find_open(made) is not None for made in keys) == 1


def test_handover_is_accepted_once_and_leaves_an_owner(app, key):
    with app.app_context():
        team = Team.find("harbour-hall")
        offer = TeamHandover.offer(team, email=NINA, by=None, terms=Terms())
        db.session.commit()

    def own():
        return TeamHandover.find(offer).accept(User.find_by_email(NINA))

    assert sorted(together(app, own, own)) == [False, True]
    assert memberships(app) == 1
    with app.app_context():
        assert invariants.find_broken() == []
