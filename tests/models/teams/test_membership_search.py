"""Lists of memberships leave out those that have ended."""

import pytest

from app.database import keyset
from app.extensions import db
from app.models.teams import membership_search
from app.models.values import clock
from tests.support.factories import join, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")


def test_members_and_teams_are_listed_and_counted_without_ended_ones():
    ana, ben, vera = make_user(), make_user(), make_user()
    team, other = make_team(ana), make_team(ben)
    join(team, ben)
    join(team, vera).ended_at = clock.now()
    db.session.flush()
    assert [m.user for m in membership_search.page_of_team(team).rows] == [ana, ben]
    assert [m.team for m in membership_search.page_of_user(ben).rows] == [other, team]
    assert membership_search.count_of_team(team) == membership_search.count_of_user(ben) == 2
    assert membership_search.count_of_user(vera) == 0


def test_second_page_goes_on_after_the_first():
    ana = make_user()
    teams = [make_team(ana) for _number in range(keyset.PAGE + 1)]
    first = membership_search.page_of_user(ana)
    assert [m.team for m in first.rows] == teams[:-1]
    second = membership_search.page_of_user(ana, first.next)
    assert ([m.team for m in second.rows], second.next) == (teams[-1:], None)


def test_member_is_found_by_public_id_in_their_own_team_alone():
    ana, stranger = make_user(), make_user()
    team = make_team(ana)
    assert membership_search.find_member(team, ana.public_id).user is ana
    assert membership_search.find_member(team, stranger.public_id) is None
    assert membership_search.find_member(team, "nothing") is None
