"""What a calendar file that is imported again changes of an event, and what it leaves alone."""

from dataclasses import replace

import pytest

from app.models.calendar_files.import_candidate import check_file
from app.models.recurrence.recurrence import Override
from tests.support.ics import event, read


def candidate(*lines, **options):
    """Return the one event of a file as a candidate."""
    (found,) = check_file(read(event(*lines, **options))).candidates
    return found


@pytest.mark.parametrize(
    ("by_hand", "line", "kept"),
    [
        ({"status": "draft"}, "STATUS:CONFIRMED", {"status": "draft"}),
        ({"status": "draft"}, "STATUS:CANCELLED", {"status": "draft"}),
        ({"visibility": "private"}, "CLASS:PUBLIC", {"visibility": "private"}),
        ({"visibility": "unlisted"}, "CLASS:PUBLIC", {"visibility": "unlisted"}),
        ({"visibility": "unlisted"}, "CLASS:PRIVATE", {"visibility": "private"}),
        ({"status": "postponed"}, "STATUS:CANCELLED", {"status": "cancelled"}),
        ({"tags": ("jazz",)}, "CATEGORIES:Folk", {"tags": ("Folk",)}),
        ({"description_html": "<p>Ours</p>"}, "DESCRIPTION:", {"description_html": ""}),
        (
            {"venue_name": "Hall", "venue_city": "Trieste", "latitude": 45.6, "longitude": 13.8},
            "LOCATION:Quay",
            {"venue_name": "Quay", "venue_city": None, "latitude": None, "longitude": None},
        ),
        (
            {"venue_name": "Quay", "venue_city": "Trieste", "latitude": 45.6, "longitude": 13.8},
            "LOCATION:Quay",
            {"venue_name": "Quay", "venue_city": "Trieste", "latitude": 45.6},
        ),
    ],
)
def test_file_decides_what_it_speaks_about_but_shows_nothing_hidden(context, by_hand, line, kept):
    known = replace(candidate().details, **by_hand)

    details = candidate(line).over(known)

    assert {name: getattr(details, name) for name in kept} == kept


def test_date_that_was_hidden_here_stays_hidden_unless_the_file_has_it_no_more(context):
    file = candidate("RRULE:FREQ=WEEKLY;COUNT=4", start="DTSTART;TZID=Europe/Rome:20270327T200000")
    start = file.details.start.replace(month=4, day=3)
    hidden = Override("2027-04-03T20:00:00", start, start, visibility="private")
    known = replace(file.details, overrides=(hidden,))

    assert file.over(known).overrides == (hidden,)
    gone = candidate(
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Rome:20270403T200000",
        start="DTSTART;TZID=Europe/Rome:20270327T200000",
    )
    assert gone.over(known).overrides == ()
