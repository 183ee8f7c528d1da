"""Finding grants by user and team."""

import pytest

from app.models.grants import grant_search
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def owner(context):
    return make_user()


def test_conditions_pick_grants_by_user_client_and_team(owner):
    team, (client, _secret), (other, _secret) = make_team(owner), make_client(), make_client()
    for_team, own = make_grant(client, owner, team), make_grant(other, owner)
    foreign = make_grant(client, make_user())
    assert set(grant_search.page(grant_search.of_user(owner)).rows) == {for_team, own}
    assert grant_search.page(grant_search.of_user(owner, other)).rows == [own]
    assert grant_search.page(grant_search.of_team(team)).rows == [for_team]
    assert grant_search.find(grant_search.of_user(owner), foreign.public_id) is None


def test_ended_grants_are_found_and_not_listed_or_counted(owner):
    client, _secret = make_client()
    ended = make_grant(client, owner)
    make_grant(client, owner, make_team(owner))
    make_grant(client, owner, make_team(owner))
    ended.revoke()
    mine = grant_search.of_user(owner)
    assert (grant_search.count(mine), grant_search.count_apps(mine)) == (2, 1)
    assert grant_search.find(mine, ended.public_id) == ended
    assert grant_search.find(mine, "grt_none") is None


def test_page_is_ordered_by_last_use_and_searched_by_the_apps_name(owner, clock):
    grants = {}
    for name in ("Tide", "Café"):
        client, _secret = make_client(name=name)
        grants[name] = make_grant(client, owner)
    grants["Tide"].last_used_at = clock.at + 60
    mine = grant_search.of_user(owner)
    assert grant_search.page(mine).rows == [grants["Tide"], grants["Café"]]
    assert grant_search.page(mine, query="cafe").rows == [grants["Café"]]
    assert grant_search.page(mine, unused_since=clock.at + 1).rows == [grants["Café"]]
    assert grant_search.page(mine, query="–").rows == []
