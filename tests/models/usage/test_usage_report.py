"""Reports add up the counters by hour, endpoint, status and team."""

import pytest

from app.models.usage import usage_report
from app.models.usage.usage import BOUNDS, HOUR
from app.models.usage.usage_report import DAY, MONTH, Figures
from tests.support import factories
from tests.support.usage import count_calls

EVER = (0, 2**31 - 1)


@pytest.fixture
def grant(context):
    user = factories.make_user()
    client, _secret = factories.make_client()
    return factories.make_grant(client, user, factories.make_team(user, slug="hall"))


def histogram(**counts):
    """Return a histogram with these counts, by column: ``c0=3``."""
    return tuple(counts.get(f"c{number}", 0) for number in range(len(BOUNDS) + 1))


@pytest.mark.parametrize(
    ("took", "p95"),
    [
        (histogram(), None),
        (histogram(c0=1), 2),
        (histogram(c0=95, c5=5), 2),
        (histogram(c3=20), 16),
        (histogram(c0=90, c4=10), 24),
        (histogram(c12=1), 10_000),
    ],
    ids=["none", "one", "the slow are fewer", "one column", "within a column", "the longest"],
)
def test_p95_is_read_from_the_histogram(took, p95):
    assert Figures(took=took).p95 == p95


def test_total_is_the_sum_of_each_column():
    parts = [Figures(1, 2, 3, 4, 5, histogram(c0=1)), Figures(10, 20, 30, 40, 50, histogram(c1=7))]
    assert Figures.total(parts) == Figures(11, 22, 33, 44, 55, histogram(c0=1, c1=7))
    assert Figures.total(iter([])) == Figures()


@pytest.mark.both_databases
def test_sum_counts_calls_by_outcome(grant):
    client = grant.client
    for status, calls in ((200, 3), (304, 1), (404, 2), (429, 1), (503, 4)):
        count_calls(client, grant, status=status, calls=calls)
    figures = usage_report.of_client(client, *EVER)
    assert (figures.ok, figures.rejected, figures.failed, figures.limited) == (4, 3, 4, 1)
    assert (figures.requests, figures.errors, sum(figures.took)) == (11, 7, 11)
    assert [status for status, _figures in usage_report.by_status(client, *EVER)] == [
        *(200, 304, 404, 429, 503)
    ]


@pytest.mark.both_databases
def test_hours_count_from_the_first_and_before_the_last(grant, clock):
    hour = clock.now() // HOUR * HOUR
    for number in range(-4, 3):
        count_calls(grant.client, grant, at=hour + number * HOUR + HOUR - 1)
    by_hour, earlier = usage_report.by_hour(
        grant.client, hour, hour + 2 * HOUR, (hour - 3 * HOUR, hour - HOUR)
    )
    assert {at: figures.requests for at, figures in by_hour.items()} == {hour: 1, hour + HOUR: 1}
    assert (earlier.requests, sum(earlier.took)) == (2, 2)
    assert usage_report.of_client(grant.client, hour, hour) == Figures()


def test_hours_before_are_one_sum_and_none_without_calls(grant, clock):
    hour = clock.now() // HOUR * HOUR
    for number, status in enumerate((200, 404, 500)):
        count_calls(grant.client, grant, at=hour - number * HOUR, status=status)
    by_hour, earlier = usage_report.by_hour(
        grant.client, hour + HOUR, hour + DAY, (hour - DAY, hour + HOUR)
    )
    assert (by_hour, earlier.ok, earlier.rejected, earlier.failed) == ({}, 1, 1, 1)
    assert usage_report.by_hour(grant.client, 1, 2, (0, 1)) == ({}, Figures())


@pytest.mark.both_databases
def test_busiest_endpoint_and_team_come_first(grant):
    count_calls(grant.client, grant, calls=2)
    count_calls(grant.client, endpoint="oauth.issue_token", calls=3)
    endpoints = usage_report.by_endpoint(grant.client, *EVER)
    assert [name for name, _figures in endpoints] == ["oauth.issue_token", "api.list_events"]
    teams = usage_report.by_team(grant.client, *EVER)
    assert [(team, figures.requests) for team, figures in teams] == [(None, 3), (grant.teams[0], 2)]


@pytest.mark.both_databases
def test_rows_name_the_team_by_its_slug(grant, clock):
    hour = clock.now() // HOUR * HOUR
    count_calls(grant.client, grant, calls=2, milliseconds=5)
    count_calls(grant.client, status=401, milliseconds=1)
    rows = usage_report.list_rows(grant.client, *EVER)
    assert sorted(rows, key=lambda row: row[3]) == [
        (hour, "api.list_events", "hall", 200, 2, 10),
        (hour, "api.list_events", "", 401, 1, 1),
    ]


def test_grant_is_reported_for_thirty_days_and_by_team(grant, clock):
    count_calls(grant.client, grant, at=clock.now() - MONTH - HOUR)
    count_calls(grant.client, grant)
    ((endpoint, figures),) = usage_report.of_grant(grant, grant.teams[0])
    assert (endpoint, figures.requests, figures.p95) == ("api.list_events", 1, None)
    assert usage_report.of_grant(grant, factories.make_team()) == []


def test_week_ends_with_the_present_hour(grant, clock):
    unused, _secret = factories.make_client()
    count_calls(grant.client, grant)
    count_calls(grant.client, grant, at=clock.now() - DAY, calls=2)
    count_calls(grant.client, grant, at=clock.now() - 7 * DAY)
    assert usage_report.of_week([grant.client, unused]) == {
        grant.client.id: [0, 0, 0, 0, 0, 2, 1],
        unused.id: [0] * 7,
    }
