"""Which apps a team's policy lets connect."""

import pytest

from app.models.grants import connect_rule
from app.models.teams.team import ConnectPolicy
from tests.support.factories import make_client, make_grant, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("policy", "unreviewed", "reviewed", "silently"),
    [
        (ConnectPolicy.OWNERS, True, True, True),
        (ConnectPolicy.REVIEWED, False, True, True),
        (ConnectPolicy.ASK, True, True, False),
    ],
)
def test_policy_decides_what_may_connect(policy, unreviewed, reviewed, silently):
    owner, (client, _secret) = make_user(), make_client()
    team, other = make_team(owner), make_team(owner)
    grant = make_grant(client, owner, other, team)
    team.set_connect_policy(policy)
    assert connect_rule.allows(team, client) is unreviewed
    refusing = connect_rule.find_refusing([other, team], client)
    assert refusing == (None if unreviewed else team)
    client.reviewed_at = 1
    assert connect_rule.allows(team, client) is reviewed
    assert connect_rule.allows_silently(grant) is silently
