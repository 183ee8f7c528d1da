"""Teams are made, and handed to another owner, from the command line."""

import pytest

from app.extensions import db
from app.models.housekeeping import invariants
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support.factories import make_user
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in

ANA, NINA = "ana@example.org", "nina@example.org"


def roles(app, slug="harbour-hall"):
    with app.app_context():
        return {m.user.email: m.role for m in Membership.list_of(Team.find(slug))}


def add_nina(app, **columns):
    with app.app_context():
        make_user(NINA, name="Nina", **columns)
        db.session.commit()


def test_team_is_made_with_its_owner(app, run, hall):
    result = run("team", "create", "--name", "Night Owl", "--owner", ANA)

    assert result.exit_code == 0
    assert roles(app, "night-owl") == {ANA: Role.OWNER}


def test_team_of_an_owner_who_is_invited_is_theirs_once_they_accept(app, run):
    result = run("team", "create", "--name", "Night Owl", "--owner", NINA)
    assert "an invitation is being mailed" in result.output
    assert roles(app, "night-owl") == {}
    with app.app_context():
        assert invariants.find_broken() == []

    add_nina(app)
    sign_in(nina := app.test_client(), NINA)
    submit(nina, link_to(app, NINA), "Accept")
    assert roles(app, "night-owl") == {NINA: Role.OWNER}


@pytest.mark.parametrize(("former", "left"), [("keep", Role.OWNER), ("demote", Role.EDITOR)])
def test_team_is_handed_over_and_all_members_are_told(former, left, app, run, hall):
    add_nina(app)
    words = ("team", "owner", "harbour-hall", NINA, "--former", former, "--reason", "Ana left.")
    result = run(*words)
    assert (result.exit_code, "All members are told" in result.output) == (0, True)
    assert roles(app) == {ANA: left, NINA: Role.OWNER}
    for member in (ANA, NINA):
        assert sent_to(app, member) == ["Harbour Hall has a new owner"]
    assert all("Ana left." in mail.body for mail in app.extensions["mail_outbox"])


def test_team_whose_only_owner_is_disabled_gets_another(app, run, hall):
    run("user", "disable", ANA)
    add_nina(app)
    assert run("team", "owner", "harbour-hall", NINA).exit_code == 0
    assert roles(app)[NINA] == Role.OWNER
    assert sent_to(app, ANA) == []


@pytest.mark.parametrize(
    ("slug", "email", "words"),
    [
        ("nowhere", NINA, "There is no team nowhere."),
        ("harbour-hall", "nobody", "Enter an e-mail address"),
        ("harbour-hall", ANA, "an owner of the team already"),
    ],
)
def test_handover_that_cannot_be_says_why(slug, email, words, app, run, hall):
    result = run("team", "owner", slug, email)
    assert (result.exit_code, words in result.output) == (1, True)
    assert roles(app) == {ANA: Role.OWNER}
