"""The stored JSON of events."""

from dataclasses import replace

import pytest

from app.models.events import event_json
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.factories import make_event, make_team


@pytest.fixture
def team(context):
    return make_team(slug="hall")


def load(stored):
    return event_json.load(stored, "https://x.example")


def test_links_begin_with_the_address_of_the_reader(team):
    event = make_event(team, "Walk")
    assert "http" not in event.rendered
    loaded = load(event.rendered)
    assert loaded["url"] == loaded["links"]["html"] == "https://x.example/hall/walk"


def test_address_of_its_own_is_kept_as_it_is(team):
    event = make_event(team, url="https://hall.example/walk")
    assert load(event.rendered)["url"] == event.url


def test_occurrence_has_its_own_id_times_and_texts(team):
    event = make_event(team, "Jam", recurrence=Recurrence("FREQ=DAILY;COUNT=3"))
    start = event.start.replace(day=22)
    override = Override("2027-03-21T20:00:00", start, start, title="Late", venue_name="Park")
    event.change(replace(event.details, overrides=(override,)))
    date = event.find_date("2027-03-21T20:00:00")
    shown = load(event_json.render_occurrence(event.rendered, date))
    assert shown["id"] == f"{event.public_id}_20270321T200000"
    assert (shown["title"], shown["venue"]["name"], shown["recurrence"]) == ("Late", "Park", None)
    assert shown["start"]["local"] == "2027-03-22T20:00:00"
    assert shown["links"]["self"].endswith("/occurrences/2027-03-21T20:00:00")


def test_single_event_in_a_list_of_dates_has_no_series(team):
    shown = load(event_json.as_single(make_event(team).rendered))
    assert (shown["series"], shown["recurrence_id"]) == (None, None)


def test_no_text_can_pass_for_the_address(team):
    event = make_event(team, "Walk", description_html="<p>a\x01b</p>")
    loaded = load(event.rendered)
    assert "https" not in loaded["description"]["html"]
