"""The lists that members see."""

import pytest

from app.models.event_queries import member_event_lists
from app.models.event_queries.member_event_lists import Shown
from app.models.recurrence.recurrence import Recurrence
from tests.support.factories import make_event, make_team


@pytest.fixture
def team(context, clock):
    team = make_team()
    night = make_event(team, "Night", venue_name="Park")
    make_event(team, "Draft", status="draft", start=night.start.replace(day=25))
    make_event(team, "Off", status="cancelled", start=night.start.replace(day=26))
    make_event(team, "Past", start=night.start.replace(month=1))
    weekly = Recurrence("FREQ=WEEKLY")
    make_event(team, "Series", start=night.start.replace(month=2), recurrence=weekly)
    make_event(team, "Gone").delete()
    clock.at = night.starts_at - 86_400
    return team


@pytest.mark.parametrize(
    ("shown", "titles"),
    [
        (Shown.UPCOMING, ["Night", "Series", "Draft", "Off"]),
        (Shown.PAST, ["Past"]),
        (Shown.DRAFTS, ["Draft"]),
        (Shown.CANCELLED, ["Off"]),
        (Shown.ALL, ["Past", "Night", "Series", "Draft", "Off"]),
    ],
    ids=lambda value: value.value if isinstance(value, Shown) else "",
)
def test_list_by_time_and_state(team, shown, titles):
    page = member_event_lists.list_events(team, shown)
    assert [event.title for event in page.rows] == titles


@pytest.mark.parametrize(("query", "count"), [("night", 1), ("PARK", 1), ("%", 0)])
def test_search_is_literal_and_ignores_case(team, query, count):
    page = member_event_lists.list_events(team, Shown.ALL, query=query)
    assert len(page.rows) == count


def test_next_events_and_series_come_by_their_next_date(team):
    events = member_event_lists.list_next(team, 9)
    assert [event.title for event in events] == ["Night", "Series"]


def test_deleted_events_do_not_count(context):
    team = make_team()
    make_event(team).delete()
    assert not member_event_lists.has_any(team)
