"""Place, picture, tickets and people in the form of an event."""

from dataclasses import replace

import pytest

from app.models.events.event_details import EventDetails
from app.models.events.performer import Performer
from app.models.values.errors import ValidationError
from app.portal.events.event_form import EventForm
from tests.portal.events.test_event_form import STORED

FULL = replace(
    STORED,
    image_url="https://hall.example/i.jpg",
    picture_alt="The hall",
    offer_url="https://tickets.example",
    offer_price="12.50",
    offer_currency="EUR",
    organizer_name="Jazz club",
    organizer_url="https://jazz.example",
    performers=(Performer("Mara Lunghi", "https://mara.example"), Performer("The Gulls, Genoa")),
    latitude=0.000012,
    longitude=-12.5,
).checked()


@pytest.fixture
def fill_in(app):
    """A function that opens the form of a version and changes some fields."""
    with app.test_request_context("/"):

        def fill_in(details=FULL, **values):
            form = EventForm.showing(details, 1)
            for name, value in values.items():
                form[name].data = value
            return form

        yield fill_in


def test_unchanged_form_changes_nothing(fill_in):
    assert fill_in().details(FULL) == FULL


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ({"offer_price": "9,5"}, {"offer_price": "9.50"}),
        ({"offer_price": ""}, {"offer_price": None, "offer_currency": None}),
        ({"lat": "44.41, 8.93", "lon": ""}, {"latitude": 44.41, "longitude": 8.93}),
        ({"lat": "", "lon": ""}, {"latitude": None, "longitude": None}),
        ({"venue_name": "Quay"}, {"venue_name": "Quay", "latitude": None, "longitude": None}),
        (
            {"venue_name": "Quay", "lat": "1", "lon": "2"},
            {"venue_name": "Quay", "latitude": 1.0, "longitude": 2.0},
        ),
        ({"image_url": ""}, {"image_url": None, "picture_alt": None}),
        (
            {"performers": "\r\n Ana, https://ana.example\r\n\r\nBo"},
            {"performers": (Performer("Ana", "https://ana.example"), Performer("Bo"))},
        ),
        (
            {"organizer_name": "", "organizer_url": ""},
            {"organizer_name": None, "organizer_url": None},
        ),
        ({"kept_picture": "https://evil.example/i.jpg"}, {}),
    ],
)
def test_fields_mean(fill_in, values, changes):
    assert fill_in(**values).details(FULL) == replace(FULL, **changes)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lat": "north"}, "lat"),
        ({"lat": "91"}, "latitude"),
        ({"lon": "181"}, "longitude"),
        ({"lon": ""}, "longitude"),
        ({"lat": "nan"}, "lat"),
        ({"offer_currency": ""}, "offer_currency"),
        ({"offer_url": "tickets"}, "offer_url"),
        ({"organizer_name": ""}, "organizer_name"),
        ({"performers": "a" + "\t" * 300_000 + "b"}, "performers"),
        ({"performers": "\n".join(map(str, range(21)))}, "performers"),
    ],
)
def test_refusal_names_the_field(fill_in, values, field):
    with pytest.raises(ValidationError) as error:
        fill_in(**values).details(FULL)
    assert error.value.field == field


def test_blank_event_has_no_content(fill_in):
    blank = EventDetails("Jam", STORED.start, STORED.end, "UTC").checked()
    assert fill_in(blank).details(blank) == blank
