"""A developer finds the lines of their own app by what they hold, for 30 days."""

import pytest

from app.database import keyset
from app.models.usage import request_search
from app.models.usage.request_log import LIFETIME
from app.models.usage.request_search import LogFilter
from tests.support import factories
from tests.support.usage import count_calls


@pytest.fixture
def client(context):
    return factories.make_client()[0]


@pytest.fixture
def grant(client):
    user = factories.make_user()
    return factories.make_grant(client, user, factories.make_team(user))


def statuses(client, **filters):
    """Return the statuses of the lines that match."""
    return [line.status for line in request_search.list_lines(client, LogFilter(**filters)).rows]


def test_filters_narrow_the_list_and_empty_ones_do_not(client, grant):
    count_calls(client, grant, status=200)
    count_calls(client, grant, status=404, method="POST", request_id="req_mine")
    count_calls(client, status=500, endpoint="oauth.issue_token")
    assert statuses(client) == [500, 404, 200]
    assert statuses(client, status=4) == statuses(client, method="POST") == [404]
    assert statuses(client, endpoint="oauth.issue_token") == statuses(client, team_id=0) == [500]
    assert statuses(client, team_id=grant.teams[0].id) == [404, 200]
    assert statuses(client, request_id="req_mine", status=2) == []


def test_filter_is_true_when_it_narrows():
    assert not LogFilter()
    assert LogFilter(status=4)
    assert LogFilter(team_id=0)


def test_line_of_another_app_is_not_found(client, grant):
    count_calls(client, grant)
    (line,) = request_search.list_lines(client, LogFilter()).rows
    assert request_search.find_line(client, line.id) is line
    assert request_search.find_line(factories.make_client()[0], line.id) is None
    assert request_search.find_line(client, line.id + 1) is None


def test_line_is_listed_for_thirty_days(client, clock):
    count_calls(client)
    (line,) = request_search.list_lines(client, LogFilter()).rows
    clock.advance(LIFETIME - 1)
    assert request_search.find_line(client, line.id) is line
    clock.advance(1)
    assert request_search.find_line(client, line.id) is None
    assert statuses(client) == []
    assert request_search.is_too_old((line.at, line.id))
    assert not request_search.is_too_old(None)


def test_latest_are_the_first_lines_of_the_list(client, clock):
    for status in (200, 404, 500):
        count_calls(client, status=status)
    count_calls(factories.make_client()[0])
    assert [line.status for line in request_search.list_latest(client, 2)] == [500, 404]
    clock.advance(LIFETIME)
    assert request_search.list_latest(client, 2) == []


def test_page_goes_on_after_the_last_line(client, clock):
    for number in range(3):
        count_calls(client, at=clock.now() - number, status=200 + number)
    first = request_search.list_lines(client, LogFilter(), limit=2)
    rest = request_search.list_lines(client, LogFilter(), after=first.next, limit=keyset.PAGE)
    assert [line.status for line in first.rows + rest.rows] == [200, 201, 202]


def test_teams_of_former_grants_can_be_searched_too(client, grant):
    grant.revoke()
    assert request_search.list_teams(client) == grant.teams
    assert request_search.list_teams(factories.make_client()[0]) == []
