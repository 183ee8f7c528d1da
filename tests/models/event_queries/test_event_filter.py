"""Filters of events, read from parameters."""

import pytest

from app.models.event_queries.event_filter import EventFilter
from app.models.values.errors import ValidationError


def parse(**parameters):
    if "since" in parameters:
        parameters["from"] = parameters.pop("since")
    return EventFilter.parse(parameters, timezone="Europe/Rome")


@pytest.mark.parametrize(
    ("parameters", "conditions"),
    [
        ({}, {}),
        ({"since": "1970-01-02"}, {"ends_after": 82_800}),
        ({"since": "1970-01-02T00:00:00Z"}, {"ends_after": 86_400}),
        ({"q": " jam night ", "tag": "music"}, {"text": "jam night", "tag": "music"}),
        ({"status": "cancelled"}, {"status": "cancelled"}),
        ({"updated_since": "1970-01-01T00:00:07Z"}, {"updated_since": 7}),
    ],
    ids=["none", "local-date", "instant", "texts", "status", "changed"],
)
def test_conditions(parameters, conditions):
    assert parse(**parameters).to_dict() == conditions


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"since": "tomorrow"}, "from"),
        ({"to": "2027-02-30"}, "to"),
        ({"since": "2027-03-02", "to": "2027-03-01"}, "to"),
        ({"q": ""}, "q"),
        ({"q": "a" * 201}, "q"),
        ({"tag": "\x00"}, "tag"),
        ({"status": "draft"}, "status"),
        ({"updated_since": "2027-03-01"}, "updated_since"),
    ],
)
def test_refusal_names_the_parameter_in_plain_ascii(context, parameters, field):
    with pytest.raises(ValidationError) as refusal:
        parse(**parameters)
    assert refusal.value.field == field
    assert str(refusal.value.message).isascii()
