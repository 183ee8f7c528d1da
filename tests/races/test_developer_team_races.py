"""Changes of a developer team that happen at the same moment: it keeps an admin, and its apps."""

from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.housekeeping import account_deletion, developer_team_deletion
from app.models.values.errors import LastAdminError, ValidationError
from tests.support import factories

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 3
ADMIN = DeveloperRole.ADMIN


def together(app, *acts):
    """Run each act in a thread of its own, all at once, and commit it; whether each succeeded."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        with app.app_context():
            start.wait(10)
            try:
                outcomes[number] = act() is not False
                db.session.commit()
            except (LastAdminError, ValidationError, OperationalError):
                db.session.rollback()
                outcomes[number] = False

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def pair(app):
    """Makes a team with two admins; returns its public id and their addresses."""

    def make(number):
        emails = [f"{name}{number}@example.org" for name in ("ana", "ben")]
        with app.app_context():
            ana, ben = map(factories.make_user, emails)
            team = factories.make_developer_team(ana)
            factories.join_developers(team, ben, ADMIN)
            db.session.commit()
            return team.public_id, emails

    return make


def membership(team_id, email):
    return DeveloperMembership.find(DeveloperTeam.find(team_id), User.find_by_email(email))


ACTS = {
    "leave": lambda team_id, email: membership(team_id, email).end(),
    "step down": lambda team_id, email: membership(team_id, email).change_role(
        DeveloperRole.VIEWER
    ),
    "delete their accounts": lambda _team, email: account_deletion.delete(
        User.find_by_email(email)
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_two_admins_at_once_never_leave_a_team_without_one(app, pair, act):
    for number in range(ROUNDS):
        team_id, emails = pair(number)
        acts = [lambda email=email: act(team_id, email) for email in emails]  # noqa: B023
        assert together(app, *acts).count(True) == 1
        with app.app_context():
            left = [m.role for m in DeveloperMembership.list_of(DeveloperTeam.find(team_id))]
            assert left.count(ADMIN) == 1


def test_invitation_accepted_while_its_sender_is_removed_adds_at_most_a_member_once(app, pair):
    for number in range(ROUNDS):
        team_id, emails = pair(number)
        new = f"new{number}@example.org"
        with app.app_context():
            factories.make_user(new)
            team, sender = DeveloperTeam.find(team_id), User.find_by_email(emails[0])
            key = DeveloperInvitation.issue(team, email=new, role=ADMIN, by=sender)
            db.session.commit()

        def accept(key=key, new=new):
            return DeveloperInvitation.find(key).accept(User.find_by_email(new))

        def remove(team_id=team_id, email=emails[0]):
            return membership(team_id, email).end()

        outcomes = together(app, accept, accept, remove)
        with app.app_context():
            joined = membership(team_id, new)
            assert outcomes[:2].count(True) == (joined is not None)
            assert outcomes[2] is True


def test_app_registered_while_its_team_is_deleted_is_not_left_alone(app, pair):
    for number in range(ROUNDS):
        team_id, _emails = pair(number)

        def register(team_id=team_id):
            team = DeveloperTeam.find(team_id)
            if team is None or not client_quota.has_room(team) or not team.is_active:
                return False
            uris = ("https://a.example/callback",)
            return Client.register(team, ClientMetadata("Tide", uris).checked()) is not None

        def delete(team_id=team_id):
            return developer_team_deletion.delete(DeveloperTeam.find(team_id))

        assert together(app, register, delete).count(True) == 1
