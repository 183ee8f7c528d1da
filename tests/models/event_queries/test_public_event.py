"""Public events of any team."""

import pytest

from app.models.event_queries import public_event
from app.models.values import wall_time
from tests.support.factories import make_event, make_team

pytestmark = pytest.mark.usefixtures("context")


def test_number_alone_finds_public_events_only():
    team = make_team()
    public, unlisted = make_event(team), make_event(team, visibility="unlisted")
    assert public_event.find_anywhere(str(public.id)) is public
    assert public_event.find_anywhere(str(unlisted.id)) is None
    assert public_event.find_anywhere(public_event.unique_slug(unlisted)) is unlisted


def test_oldest_of_several_events_has_the_plain_slug():
    first, second = (make_event(make_team(), "Walk") for _number in range(2))
    assert public_event.find_anywhere("walk") is first
    assert public_event.find_anywhere(f"walk-{second.id}") is second


@pytest.mark.parametrize("number", ["", "x", "-1", "1.0", "٣", "2147483648", "9" * 11])
def test_no_event_has_such_a_number(number):
    assert public_event.find_by_number(number) is None


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({}, ["Jam", "Walk"]),
        ({"tags": ["music"]}, ["Jam"]),
        ({"tags": ["musi"]}, []),
        ({"tags": []}, []),
        ({"places": ["Park", "Hall"]}, ["Walk"]),
        ({"with_series": False}, ["Jam", "Walk"]),
        ({"limit": 1}, ["Jam"]),
    ],
    ids="all tag part none places single limit".split(),
)
def test_next_events_match_the_filters(clock, filters, titles):
    team = make_team()
    jam = make_event(team, "Jam", tags=("music", "free"))
    make_event(team, "Walk", venue_name="Park")
    make_event(team, "Draft", status="draft")
    make_event(team, "Off", status="cancelled")
    clock.at = wall_time.to_epoch(jam.start, "UTC") - 86_400
    events = public_event.list_next(**{"limit": 9, **filters})
    assert [event.title for event in events] == titles


@pytest.mark.both_databases
def test_no_event_has_a_slug_that_is_none():
    """PostgreSQL would fail at the NUL."""
    team = make_team(slug="harbour-hall")
    make_event(team, "Walk")
    assert public_event.find("harbour-hall", "walk") is not None
    for slug in ("walk\0", "walk\n", "\ud800", "walk\u2028"):
        assert public_event.find("harbour-hall", slug) is None
