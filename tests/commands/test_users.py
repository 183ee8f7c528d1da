"""Accounts are made, disabled and promoted from the command line."""

import pyotp

from app.extensions import db
from app.models.accounts.second_factors import second_factors
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.accounts.user import User
from app.models.teams.membership import Membership
from tests.support import mails
from tests.support.factories import PASSWORD, make_user
from tests.support.mails import link_to
from tests.support.people import sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_account_made_here_signs_in(run, client):
    made = run(
        "user", "create", "--email", "Ana@Example.org", "--name", "Ana", "--password", PASSWORD
    )

    assert made.exit_code == 0
    sign_in(client, "ana@example.org")


def test_password_is_asked_for_when_it_is_not_given(app):
    words = ["user", "create", "--email", "ana@example.org", "--name", "Ana"]
    made = app.test_cli_runner().invoke(args=words, input=f"{PASSWORD}\n{PASSWORD}\n")

    assert made.exit_code == 0
    assert PASSWORD not in made.output


def test_account_is_locked_out_and_let_in_again(app, run, hall):
    run("user", "disable", "ana@example.org")
    with app.app_context():
        assert not User.find_by_email("ana@example.org").is_active

    run("user", "enable", "ana@example.org")
    with app.app_context():
        assert User.find_by_email("ana@example.org").is_active


def test_factors_that_were_lost_end_and_the_person_is_told(app, run, hall):
    with app.app_context():
        ana = User.find_by_email("ana@example.org")
        ana.verify()
        TOTPAuthenticator.set_up(ana, SECRET, pyotp.TOTP(SECRET).now())
        db.session.commit()
    result = run("user", "reset-factors", "ana@example.org", "--reason", "Lost her phone")
    assert "password alone" in result.output
    with app.app_context():
        assert not second_factors.are_on(User.find_by_email("ana@example.org"))
    assert mails.sent_to(app, "ana@example.org") == [
        "Your second factors were ended by an operator"
    ]
    again = run("user", "reset-factors", "ana@example.org")
    assert (again.exit_code, "no second factor" in again.output) == (1, True)


def test_operator_is_made_and_the_last_one_stays_one(app, run, hall):
    run("user", "promote", "ana@example.org")
    for act in ("disable", "demote"):
        result = run("user", act, "ana@example.org")
        assert (result.exit_code, "last operator" in result.output) == (1, True)
    with app.app_context():
        ana = User.find_by_email("ana@example.org")
        assert (ana.is_operator, ana.is_active) == (True, True)
        make_user("bo@example.org", is_operator=True)
        db.session.commit()

    assert run("user", "demote", "ana@example.org").exit_code == 0


def test_invitation_to_operate_is_withdrawn_by_demote(app, run):
    assert "an invitation is being mailed" in run("user", "promote", "new@example.org").output
    assert link_to(app, "new@example.org").startswith("/invitations/sd_opr_")
    result = run("user", "demote", "new@example.org")
    assert (result.exit_code, "is withdrawn" in result.output) == (0, True)
    assert "There is no account" in run("user", "demote", "new@example.org").output


def test_operator_vouches_for_an_address_and_nothing_ends(app, run, hall):
    with app.app_context():
        User.find_by_email("ana@example.org").verified_at = None
        db.session.commit()
    assert "1 account(s) with teams or apps never confirmed" in run("check").output
    assert run("user", "confirm", "Ana@example.org").exit_code == 0
    with app.app_context():
        ana = User.find_by_email("ana@example.org")
        assert ana.verified_at is not None
        assert Membership.list_with_teams(ana) != []
    assert "no account with teams or apps" in run("check").output
    assert "confirmed already" in run("user", "confirm", "ana@example.org").output
