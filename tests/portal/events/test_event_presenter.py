"""What pages say about an event: when, where, in which state."""

from datetime import datetime

import pytest

from app.models.recurrence.recurrence import Recurrence
from app.portal.events import event_presenter
from tests.support.factories import make_event, make_team


@pytest.fixture
def team(app):
    """A team in Rome, within a request."""
    with app.test_request_context("/"):
        yield make_team(name="Acme", slug="acme")


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        ((27, 20, 0), (27, 23, 30), ("Sat 27 Mar 2027, 20:00", "23:30")),
        ((27, 20, 0), (28, 3, 0), ("Sat 27 Mar 2027, 20:00", "Sun 28 Mar 2027, 03:00")),
        ((27, 20, 0), (27, 20, 0), ("Sat 27 Mar 2027, 20:00", None)),
    ],
    ids=["same day", "next day", "unknown end"],
)
def test_end_repeats_nothing_of_the_start(team, start, end, labels):
    event = make_event(team, start=datetime(2027, 3, *start), end=datetime(2027, 3, *end))

    start_label = event_presenter.start_label(event, event)
    assert (start_label, event_presenter.end_label(event, event)) == labels


def test_all_day_event_ends_on_its_last_day(team):
    one = make_event(team, start=datetime(2027, 3, 27), end=datetime(2027, 3, 28), all_day=True)
    two = make_event(team, start=datetime(2027, 3, 27), end=datetime(2027, 3, 29), all_day=True)

    assert event_presenter.start_label(one, one) == "Sat 27 Mar 2027"
    assert event_presenter.end_label(one, one) is None
    assert event_presenter.end_label(two, two) == "Sun 28 Mar 2027"


def test_row_names_the_place_and_what_is_unusual(team):
    row = event_presenter.in_list(
        make_event(
            team,
            venue_name="A hall with a name that is far too long for a list",
            visibility="unlisted",
            status="draft",
        )
    )
    online = event_presenter.in_list(make_event(team, online_url="https://live.example/"))

    assert len(row["place"]) <= event_presenter.PLACE_LENGTH
    assert (row["remarks"], row["status"], row["status_kind"]) == ("Unlisted", "Draft", "")
    assert (online["place"], online["remarks"], online["status"]) == ("Online", "", "Scheduled")


def test_page_joins_the_address_and_has_no_markup_without_a_description(team):
    facts = event_presenter.on_page(make_event(team, venue_name="Hall", venue_city="Rome"))

    assert facts["where"] == "Hall, Rome"
    assert not facts["description"]
    assert facts["visibility"] == "Public: anyone, and apps you allow"


def test_date_of_a_series_says_what_differs_and_what_can_be_done(team):
    event = make_event(team, recurrence=Recurrence("FREQ=DAILY;COUNT=3"))
    date = event.find_date("2027-03-21T20:00:00")

    row = event_presenter.date_in_list(event, date)
    assert (row["changes"], row["is_as_usual"], row["status"]) == ("", True, "Scheduled")
    assert row["cancel_url"].endswith("/dates/2027-03-21T20:00:00/cancel")
    assert row["restore_url"] is None


def test_public_list_leads_to_the_public_page(team):
    event = make_event(team, "Spring night")

    assert event_presenter.in_public_list(event)["url"] == f"/acme/{event.slug}"
    assert event_presenter.in_list(event)["url"] == f"/teams/acme/events/{event.slug}"
