"""Events as Gancio's clients send them."""

from dataclasses import replace

import pytest
from werkzeug.exceptions import HTTPException

from app.api.dialects import gancio_body

WALK = {"title": "Walk", "start_datetime": 1806174000, "place_name": "online"}


def refused(body):
    with pytest.raises(HTTPException) as caught:
        gancio_body.read_new(body, "Europe/Rome")
    return caught.value.get_response().get_json()["parameter"]


def test_time_is_in_the_zone_of_the_team(context):
    details = gancio_body.read_new({**WALK, "start_datetime": "1806174000"}, "Europe/Rome")
    assert details.start.isoformat() == "2027-03-27T20:00:00"
    assert (details.end, details.timezone) == (details.start, "Europe/Rome")


def test_second_of_two_equal_local_times_is_stored_in_utc(context):
    details = gancio_body.read_new({**WALK, "start_datetime": 1824946200}, "Europe/Rome")
    assert (details.timezone, details.start.hour) == ("UTC", 1)


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"title": " "}, "title"),
        ({"title": ["a"]}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"start_datetime": "soon"}, "start_datetime"),
        ({"start_datetime": True}, "start_datetime"),
        ({"start_datetime": 1806174000000}, "start_datetime"),
        ({"end_datetime": 1806173999}, "end_datetime"),
        ({"place_name": "Hall"}, "place_address"),
        ({"tags": "a,b"}, "tags"),
        ({"recurrent": {"frequency": "1w"}}, "recurrent"),
        ({"online_locations": ["nowhere"]}, "online_locations"),
    ],
)
def test_refusal_names_gancio_s_own_parameter(app, changes, parameter):
    with app.test_request_context("/"):
        assert refused({**WALK, **changes}) == parameter


def test_change_keeps_what_gancio_does_not_know(context):
    details = gancio_body.read_new(WALK, "Europe/Rome")
    stored = replace(details, summary="Bring a lantern.", venue_city="Genova")
    changed = gancio_body.read_changed({**WALK, "title": "Run"}, stored)
    assert (changed.title, changed.summary, changed.venue_city) == ("Run", stored.summary, "Genova")
    moved = gancio_body.read_changed(
        {**WALK, "place_name": "Hall", "place_address": "Molo"}, stored
    )
    assert (moved.venue_name, moved.venue_city) == ("Hall", None)
