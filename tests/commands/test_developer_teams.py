"""A developer team whose only admin is gone gets another from the command line."""

import pytest

from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from tests.support.client_pages import make
from tests.support.factories import join_developers, make_developer_team, make_user
from tests.support.mails import sent_to

ADA, BEN, NINA = "ada@example.org", "ben@example.org", "nina@example.org"


@pytest.fixture
def team_id(app):
    """The ID of the team of Ada and of Ben, who is a viewer."""

    def build():
        team = make_developer_team(make_user(ADA), name="Ada Labs")
        join_developers(team, make_user(BEN, name="Ben Roth"), DeveloperRole.VIEWER)
        make_user(NINA, name="Nina Okafor")
        return team.public_id

    return make(app, build)


def roles(app, team_id):
    with app.app_context():
        members = DeveloperMembership.list_of(DeveloperTeam.find(team_id))
        return {member.user.email: member.role for member in members}


@pytest.mark.parametrize("email", [BEN, NINA], ids=["member", "stranger"])
def test_person_becomes_an_admin_and_all_who_can_read_it_are_told(app, run, team_id, email):
    run("user", "disable", ADA)
    result = run("developer-team", "admin", team_id, email)
    assert (result.exit_code, "is an admin of Ada Labs now" in result.output) == (0, True)
    assert roles(app, team_id)[email] == DeveloperRole.ADMIN
    for member in {BEN, email}:
        assert sent_to(app, member) == ["Ada Labs has a new admin"]
    assert sent_to(app, ADA) == []


@pytest.mark.parametrize(
    ("team", "email", "words"),
    [
        ("dvt_none", BEN, "There is no developer team dvt_none."),
        (None, "nobody", "is not a confirmed address"),
        (None, ADA, "is an admin of Ada Labs already"),
        (None, "new@example.org", "is not a confirmed address"),
    ],
    ids=["no team", "no address", "admin already", "no account"],
)
def test_appointment_that_cannot_be_says_why(app, run, team_id, team, email, words):
    before = roles(app, team_id)
    result = run("developer-team", "admin", team or team_id, email)
    assert (result.exit_code, words in result.output) == (1, True), result.output
    assert roles(app, team_id) == before
