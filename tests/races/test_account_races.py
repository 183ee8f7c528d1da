"""Accounts that are deleted, and links that are opened, at the same moment."""

from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.housekeeping import account_deletion, invariants
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.values.errors import LastOwnerError
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 3


def together(app, *acts):
    """Run each act in a thread of its own, all at once, and commit it; what each came to."""
    start, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        with app.app_context():
            start.wait(10)
            try:
                outcomes[number] = act()
                db.session.commit()
            except (LastOwnerError, OperationalError) as error:
                db.session.rollback()
                outcomes[number] = type(error)

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def delete(email):
    return account_deletion.delete(User.find_by_email(email)) is not None


def test_two_owners_who_leave_at_once_never_leave_a_team_alone(app):
    for number in range(ROUNDS):
        emails = [f"{name}{number}@example.org" for name in ("ana", "ben")]
        with app.app_context():
            ana, ben = (factories.make_user(email) for email in emails)
            factories.join(factories.make_team(ana), ben, Role.OWNER)
            db.session.commit()
        outcomes = together(app, *(lambda email=email: delete(email) for email in emails))
        assert outcomes.count(True) == 1
        with app.app_context():
            assert invariants.find_broken() == []


def test_permission_given_while_the_account_ends_does_not_stand(app):
    for number in range(ROUNDS):
        email, poster = f"ana{number}@example.org", flow.register(app)
        with app.app_context():
            ana = factories.make_user(email)
            team = factories.make_team(ana, slug=f"hall-{number}")
            factories.join(team, factories.make_user(), Role.OWNER)
            db.session.commit()

        def approve(email=email, poster=poster, number=number):
            owner, team = User.find_by_email(email), Team.find(f"hall-{number}")
            if owner is None or not Membership.hold_ownership(owner, [team]):
                return False
            names = frozenset({"events:read"})
            Grant.approve(client=Client.find(poster.id), user=owner, teams=[team], names=names)
            return True

        together(app, approve, lambda email=email: delete(email))
        with app.app_context():
            left = User.find_by_email(email)
            assert left is None or delete(email)
            db.session.commit()
            assert invariants.find_broken() == []


def test_link_is_used_by_exactly_one_of_two_clicks(app):
    with app.app_context():
        ana = factories.make_user("ana@example.org")
        token = EmailConfirmation.issue(ana, "new@example.org")
        db.session.commit()
    outcomes = together(app, *[lambda: EmailConfirmation.find(token).redeem()] * 2)
    assert sorted(outcomes, key=str) == [False, True]
    with app.app_context():
        assert User.find_by_email("new@example.org") is not None


def test_two_clicks_send_one_link(app):
    with app.app_context():
        factories.make_user("ana@example.org")
        db.session.commit()

    def ask():
        return EmailConfirmation.issue(User.find_by_email("ana@example.org"), "new@example.org")

    assert together(app, ask, ask).count(None) == 1
