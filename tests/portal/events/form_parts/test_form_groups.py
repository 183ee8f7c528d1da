"""The closed groups of an event's form."""

from dataclasses import replace

import pytest

from app.models.recurrence.recurrence import Recurrence
from app.models.values.errors import ValidationError
from app.portal.events.event_form import EventForm
from app.portal.events.form_parts import form_groups
from app.portal.forms.fields import show_error
from tests.portal.events.test_event_form import STORED

PLAIN = replace(STORED, tags=(), latitude=None, longitude=None)


def open_groups(form):
    return [group.name for group, is_open in form_groups.shown_groups(form) if is_open]


@pytest.fixture
def page(app):
    with app.test_request_context("/"):
        yield


def test_new_event_shows_the_usual_fields_alone(page):
    assert open_groups(EventForm(formdata=None)) == []
    assert open_groups(EventForm.showing(PLAIN, 1)) == []


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"recurrence": Recurrence("FREQ=DAILY;COUNT=2")}, "dates"),
        ({"venue_city": "Genoa"}, "place"),
        ({"image_url": "https://a.example/i.jpg"}, "picture"),
        ({"offer_price": "0", "offer_currency": "EUR"}, "tickets"),
        ({"organizer_name": "Club"}, "people"),
        ({"summary": "Short"}, "texts"),
    ],
)
def test_group_that_holds_something_is_open(page, changes, name):
    assert open_groups(EventForm.showing(replace(PLAIN, **changes), 1)) == [name]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("recurrence", "dates"),
        ("repeat_until", "dates"),
        ("longitude", "place"),
        ("picture", "picture"),
        ("offer_currency", "tickets"),
        ("performers", "people"),
        ("tags", "texts"),
    ],
)
def test_group_with_an_error_is_open(page, field, name):
    form = EventForm.showing(PLAIN, 1)
    form.validate()
    show_error(form, ValidationError(field, "No."))
    assert open_groups(form) == [name]


def test_every_field_is_in_one_place(page, app):
    form = EventForm(formdata=None)
    grouped = [name for group in form_groups.GROUPS for name in (*group.filled, *group.others)]
    usual = "title start_date start_time end_time timezone all_day venue_name description".split()
    bookings = "bookings capacity per_person opens closes waiting_list".split()
    rest = {"status", "visibility", "sequence", "csrf_token"}
    shown = [*grouped, *usual, *bookings, *(rest & set(form._fields))]
    assert sorted(shown) == sorted(form._fields)
