"""The shape of events as they are read is the one of stored events."""

import json

import pytest

from app.api.contract import event_schemas
from app.models.events import event_json
from app.models.recurrence.recurrence import Recurrence
from tests.support.factories import make_event, make_team


def members(shape):
    """Return the members of an object, or of the object that may be null."""
    for choice in shape.get("oneOf", [shape]):
        choice = getattr(choice, "shape", choice)
        if "properties" in choice:
            return set(choice["properties"])
    return set()


@pytest.fixture
def event(context):
    recurrence = Recurrence("FREQ=DAILY;COUNT=2")
    place = {"venue_name": "Hall", "latitude": 1.0, "longitude": 2.0}
    return make_event(make_team(), description_html="<p>a</p>", recurrence=recurrence, **place)


def test_every_member_of_an_event_is_described(event):
    shown = event_json.load(event_json.with_next(event), "")
    assert shown.keys() == members(event_schemas.EVENT.shape)


@pytest.mark.parametrize("name", ["team", "description", "start", "venue", "recurrence", "links"])
def test_every_member_of_an_inner_object_is_described(event, name):
    shape = event_schemas.EVENT.shape["properties"][name]
    shown = event_json.load(event.rendered, "")[name]
    assert shown.keys() == members(getattr(shape, "shape", shape))


def test_occurrence_has_two_members_more(event):
    date = event.series.first()
    shown = json.loads(event_json.render_occurrence(event.rendered, date).replace("\x01", ""))
    assert shown.keys() == members(event_schemas.OCCURRENCE.shape)
