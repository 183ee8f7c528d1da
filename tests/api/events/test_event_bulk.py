"""Many events in one request."""

import json
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import assert_problem, make_reader
from tests.support.event_writer import NIGHT, Writer, count
from tests.support.factories import make_team
from tests.support.statements import recorded_by_drivers

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


ITEMS = st.sampled_from(
    [
        NIGHT,
        {**NIGHT, "title": "Ünlü gece", "tags": ["jazz"]},
        {**NIGHT, "status": "draft"},
        {**NIGHT, "visibility": "private"},
        {**NIGHT, "url": "https://hall.example/night"},
        {**NIGHT, "recurrence": {"rrule": "FREQ=WEEKLY;COUNT=3"}},
        {**NIGHT, "title": "Embed", "performers": [{"name": "Mara", "url": None}]},
        {**NIGHT, "title": ""},
        {"title": "No start"},
        {**NIGHT, "unknown": 1},
    ]
)
REFS = st.sampled_from([None, None, "1", "2", "3", "", 4])
PUSHES = st.lists(st.tuples(ITEMS, REFS), min_size=1, max_size=8)


@pytest.fixture
def two_writers(app):
    """Two programs of the same kind, each with a team of its own."""
    with app.app_context():
        for slug in ("harbour-hall", "owl-barn"):
            make_team(name="Hall", slug=slug).timezone = "Europe/Rome"
        scopes = "events:read events:write"
        return [
            (slug, Writer(make_reader(app, Team.find(slug), scopes=scopes)))
            for slug in ("harbour-hall", "owl-barn")
        ]


def send(slug, writer, method, path, body=None):
    """Send it to the events of another team than Harbour Hall."""
    headers = {"Authorization": f"Bearer {writer.reader.token}"}
    address = f"/api/v1/organizer/{slug}/events{path}"
    return writer.reader.client.open(address, method=method, json=body, headers=headers)


def comparable(answer, slug):
    """What a team's answer says, without what no two teams share."""
    text = re.sub(r"evt_[a-z2-7]{16}|org_[a-z2-7]{16}|T\d\d:\d\d:\d\dZ\"", "", answer.text)
    text = re.sub(r"2027-03-27-[a-z2-7]{6}", "", text)  # of the third event with a title
    text = re.sub(r'"number":\d+|"sync_token":"[^"]+"|cursor=[^"]+', "", text)
    return answer.status_code, text.replace(slug, "team")


def trail_of(slug):
    """The lines about a team's events, with the titles of these."""
    lines = db.select(AuditEvent).where(AuditEvent.team_id == Team.find(slug).id)
    titles = dict(db.session.execute(db.select(Event.public_id, Event.title)).all())
    return [
        (line.action, titles.get(json.loads(line.detail).get("event")))
        for line in db.session.scalars(lines.order_by(AuditEvent.id))
    ]


@both_databases
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pushes=PUSHES, removed=st.integers(0, 5))
def test_bulk_does_what_the_same_pushes_do_one_by_one(app, two_writers, pushes, removed):
    """Each example goes on where the last one ended."""
    events = [item if ref is None else {**item, "external_ref": ref} for item, ref in pushes]
    (hall, many), (barn, single) = two_writers
    bulk = send(hall, many, "POST", "/bulk", {"events": events})
    results = bulk.json["data"]
    for event, result in zip(events, results, strict=True):
        alone = send(barn, single, "POST", "", event)
        assert alone.status_code == result["status"]
        if result["status"] == 400:
            assert alone.json["message"] == result["message"]
        else:
            assert alone.json["data"].keys() == result["data"].keys()
    for slug, writer in two_writers:
        listed = send(slug, writer, "GET", "?limit=100").json["data"]
        for event in listed[removed : removed + 1]:
            send(slug, writer, "DELETE", f"/{event['slug']}")
    for path in ("?limit=100", "/changes?limit=100"):
        assert comparable(send(hall, many, "GET", path), hall) == comparable(
            send(barn, single, "GET", path), barn
        )
    with app.app_context():
        assert trail_of(hall) == trail_of(barn)
        assert Team.find(hall).change_seq == Team.find(barn).change_seq


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("deed", ["added", "changed"])
def test_a_hundred_events_take_as_few_statements_as_two(writer, app, deed):
    def statements(number):
        events = [
            {**NIGHT, "title": f"{deed} {len(sent)}", "external_ref": f"{n}"} for n in range(number)
        ]
        sent.append(events)
        with recorded_by_drivers() as recorded:
            writer.send("POST", "/bulk", {"events": events})
        return len(recorded)

    sent = []
    if deed == "changed":
        statements(100)
    assert statements(2) <= statements(100) <= 20
