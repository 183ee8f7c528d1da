"""The shape of Gancio's events is the one that is sent."""

from app.api.contract import gancio_schemas
from app.api.dialects import gancio_json
from tests.support.factories import make_event, make_team


def test_every_member_is_described(context):
    event = make_event(make_team(), venue_name="Hall")
    shown = gancio_json.represent(event)
    shape = gancio_schemas.EVENT.shape["properties"]
    assert shown.keys() == shape.keys()
    assert shown["place"].keys() == shape["place"]["properties"].keys()


def test_change_needs_the_id_beside_what_a_new_event_needs():
    new, changed = gancio_schemas.NEW_EVENT.shape, gancio_schemas.CHANGED_EVENT.shape
    assert set(changed["required"]) == {"id", *new["required"]}
    assert changed["properties"].keys() == {"id", *new["properties"]}
