"""The shape of events as they are written is the one that is read."""

from app.api.contract import event_body_schemas, event_schemas
from app.api.events import event_body, event_fields


def test_body_has_the_members_that_are_read():
    assert event_body_schemas.NEW_EVENT.shape["properties"].keys() == event_body.MEMBERS


def test_event_that_was_read_can_be_sent_back():
    read = event_schemas.OCCURRENCE.shape["properties"].keys()
    assert read <= event_body_schemas.EVENT_CHANGE.shape["properties"].keys()


def test_objects_have_the_members_that_are_read():
    venue = event_body_schemas.VENUE.shape["properties"].keys()
    assert venue == {*event_fields.VENUE, "geo"}
    assert event_body_schemas.RECURRENCE.shape["properties"].keys() == event_fields.SERIES


def test_example_is_a_valid_event(context):
    details = event_body.read_whole(event_body_schemas.LANTERN_WALK, "UTC")
    assert (details.title, details.timezone) == ("Lantern walk", "Europe/Rome")
