"""Members of an event's JSON."""

import pytest
from werkzeug.exceptions import HTTPException

from app.api.events import event_fields

ROME = "Europe/Rome"


@pytest.mark.parametrize(
    ("start", "local", "zone"),
    [
        ({"local": "2027-03-27T20:00:00"}, "2027-03-27T20:00:00", ROME),
        ({"local": "2027-03-27T20:00:00", "timezone": "UTC"}, "2027-03-27T20:00:00", "UTC"),
        ({"utc": "2027-03-27T19:00:00Z"}, "2027-03-27T20:00:00", ROME),
        (
            {"local": "2027-03-27T20:00:00", "utc": "2027-01-01T00:00:00Z"},
            "2027-03-27T20:00:00",
            ROME,
        ),
    ],
    ids=["local", "zone", "utc", "local-wins"],
)
def test_start(context, start, local, zone):
    moment, timezone = event_fields.read_start({"start": start}, ROME)
    assert (moment.isoformat(), timezone) == (local, zone)


def test_end_is_in_the_zone_of_the_start(context):
    end = event_fields.read_end({"end": {"utc": "2027-03-27T22:00:00Z", "timezone": "UTC"}}, ROME)
    assert end.isoformat() == "2027-03-27T23:00:00"


@pytest.mark.parametrize(
    ("read", "body", "parameter"),
    [
        (event_fields.read_start, {"start": "2027"}, "start"),
        (event_fields.read_start, {"start": {"local": "27.3.2027"}}, "start.local"),
        (event_fields.read_start, {"start": {"local": "2027-03-27T20:00:00Z"}}, "start.local"),
        (event_fields.read_start, {"start": {"utc": "now"}}, "start.utc"),
        (event_fields.read_start, {"start": {"local": "1969-01-01T00:00:00"}}, "start"),
        (event_fields.read_start, {"start": {"utc": "2027-10-31T01:30:00Z"}}, "start"),
        (
            event_fields.read_start,
            {"start": {"local": "2027-03-27T20:00:00", "timezone": "Mars"}},
            "start.timezone",
        ),
    ],
    ids="text format offset instant year second zone".split(),
)
def test_invalid_moment_is_refused(app, read, body, parameter):
    with app.test_request_context("/"), pytest.raises(HTTPException) as caught:
        read(body, ROME)
    assert caught.value.get_response().get_json()["parameter"] == parameter


@pytest.mark.parametrize(
    ("read", "body", "values"),
    [
        (event_fields.read_description, {"description": None}, {"description_html": ""}),
        (
            event_fields.read_description,
            {"description": {"text": "a<b"}},
            {"description_html": "<p>a&lt;b</p>"},
        ),
        (event_fields.read_tags, {"tags": None}, {"tags": ()}),
        (
            event_fields.read_recurrence,
            {"recurrence": None},
            {"recurrence": None, "overrides": ()},
        ),
    ],
    ids=["no-description", "text", "no-tags", "no-series"],
)
def test_values_of_a_member(context, read, body, values):
    assert read(body) == values


@pytest.mark.parametrize(
    "geo",
    [{"lat": 91, "lon": 0}, {"lat": 1}, {"lat": True, "lon": 0}, [1, 2], {"lat": "1", "lon": 2}],
)
def test_position_off_the_map_is_refused(app, geo):
    with app.test_request_context("/"), pytest.raises(HTTPException):
        event_fields.read_venue({"venue": {"geo": geo}})
