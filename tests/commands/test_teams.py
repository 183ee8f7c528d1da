"""Teams are made from the command line."""

from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team


def test_team_is_made_with_its_owner(app, run, hall):
    result = run("team", "create", "--name", "Night Owl", "--owner", "ana@example.org")

    assert result.exit_code == 0
    with app.app_context():
        assert [m.role for m in Membership.list_of(Team.find("night-owl"))] == [Role.OWNER]
