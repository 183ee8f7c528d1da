"""Many events in one request."""

import pytest

from tests.support.api import assert_problem
from tests.support.event_writer import NIGHT, count

both_databases = pytest.mark.both_databases


@both_databases
def test_bulk_has_a_result_for_each_event(writer, app):
    events = [NIGHT, {"title": "x"}, {**NIGHT, "external_ref": "7"}, {**NIGHT, "external_ref": "7"}]
    answer = writer.send("POST", "/bulk", {"events": [*events, 3]})
    assert answer.status_code == 200
    assert [item["status"] for item in answer.json["data"]] == [201, 400, 201, 200, 400]
    assert answer.json["data"][1]["parameter"] == "start"
    assert answer.json["data"][0]["data"]["title"] == "Spring night"
    assert count(app) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"events": []}, 400),
        ({"events": {}}, 400),
        ({"events": [NIGHT], "more": 1}, 400),
        ({"events": [NIGHT] * 101}, 413),
    ],
)
def test_bulk_has_bounds(writer, app, body, status):
    assert_problem(writer.send("POST", "/bulk", body), status, "invalid_request")
    assert count(app) == 0
