"""The form of an event, and its conversion to and from what is stored."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from app.models.events.event_details import EventDetails
from app.models.values.errors import ValidationError
from app.portal.events.event_form import EventForm
from app.portal.forms.fields import show_error

STORED = EventDetails(
    "Jam",
    datetime(2027, 3, 20, 20, 0, 45),
    datetime(2027, 3, 20, 23, 0, 15),
    "Europe/Rome",
    description_html="<p>Bring your <b>own</b></p>",
    tags=("jazz", "jam"),
    latitude=41.9,
    longitude=12.5,
).checked()


@pytest.fixture
def fill_in(app):
    """A function that opens the form of STORED, or of another version, and changes some fields."""
    with app.test_request_context("/"):

        def fill_in(details=STORED, **values):
            form = EventForm.showing(details, 1)
            for name, value in values.items():
                form[name].data = value
            return form

        yield fill_in


def test_unchanged_form_changes_nothing(fill_in):
    assert fill_in().details(STORED) == STORED


def test_unchanged_times_keep_their_seconds(fill_in):
    moved = fill_in(start_date=date(2027, 3, 21), end_date=date(2027, 3, 21)).details(STORED)
    earlier = fill_in(start_time=time(19, 0)).details(STORED)

    assert (moved.start, moved.end.time()) == (datetime(2027, 3, 21, 20, 0, 45), time(23, 0, 15))
    assert earlier.start == datetime(2027, 3, 20, 19, 0)


def test_earlier_end_without_a_date_is_on_the_next_day(fill_in):
    details = fill_in(end_date=None, end_time=time(2, 0)).details(STORED)

    assert details.end == datetime(2027, 3, 21, 2, 0)


def test_all_day_ends_at_the_midnight_after_its_last_day(fill_in):
    details = fill_in(all_day=True, end_date=date(2027, 3, 21)).details(STORED)
    shown = fill_in(details)

    assert (details.start, details.end) == (datetime(2027, 3, 20), datetime(2027, 3, 22))
    assert (shown.end_date.data, shown.start_time.data) == (date(2027, 3, 21), None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start_time": None}, "start_time"),
        ({"end_date": date(2027, 3, 1)}, "end"),
        ({"all_day": True, "end_date": date.max}, "end"),
        ({"description": "x" * 100_001}, "description"),
    ],
    ids=["no start", "ends before it starts", "beyond the calendar", "too long"],
)
def test_refused_value_is_named(fill_in, values, field):
    with pytest.raises(ValidationError) as refusal:
        fill_in(**values).details(STORED)

    assert refusal.value.field == field


def test_refusal_appears_beside_the_field_that_shows_the_value(fill_in):
    form = fill_in()
    show_error(form, ValidationError("end", "Ends too early."))
    show_error(form, ValidationError("recurrence", "Repeats too often."))

    assert form.end_date.errors == ["Ends too early."]
    assert form.repeats.errors == ["Repeats too often."]


def test_plain_description_is_edited_as_text_and_other_html_as_it_is(fill_in):
    plain = replace(STORED, description_html="<p>One</p><p>Two</p>").checked()

    assert fill_in(plain).description.data == "One\n\nTwo"
    assert fill_in().description.data == STORED.description_html
