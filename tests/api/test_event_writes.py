"""Writing events over the API: the shape that is read, preconditions and repeated requests."""

import json

import pytest

from app.extensions import db
from app.models import idempotency_key
from app.models.audit_event import AuditEvent
from app.models.event import Event
from app.models.idempotency_key import IdempotencyKey
from app.models.membership import Membership, Role
from app.models.team import Team
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.factories import make_event, make_team

both_databases = pytest.mark.both_databases

NIGHT = {
    "title": "Spring night",
    "start": {"local": "2027-03-27T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-28T03:30:00", "timezone": "Europe/Rome"},
}
FULL = {
    **NIGHT,
    "summary": "Until the clocks change",
    "description": {"html": "<p>Bring a <b>lamp</b></p>", "text": None},
    "status": "postponed",
    "visibility": "unlisted",
    "all_day": False,
    "venue": {
        "name": "Harbour Hall",
        "address": "Quay 4",
        "city": "Genova",
        "country": "IT",
        "geo": {"lat": 44.4, "lon": 8.9},
    },
    "online_url": "https://stream.example/1",
    "url": "https://hall.example/night",
    "tags": ["jazz", "late night"],
    "image": "https://hall.example/night.png",
    "recurrence": {
        "rrule": "FREQ=WEEKLY;COUNT=4",
        "rdates": [],
        "exdates": ["2027-04-03T20:00:00"],
        "overrides": [],
    },
}


class Writer:
    """A program that may write Harbour Hall's events."""

    def __init__(self, reader):
        self.reader = reader
        self.get = reader.get

    def send(self, method, path="", body=None, **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"Authorization": f"Bearer {self.reader.token}"}
        given.setdefault("Content-Type", "application/json")
        data = body if isinstance(body, bytes | str) or body is None else json.dumps(body)
        return self.reader.client.open(EVENTS + path, method=method, data=data, headers=given)

    def add(self, body=None, **headers):
        return self.send("POST", "", NIGHT if body is None else body, **headers)


@pytest.fixture
def writer(app):
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        team.timezone = "Europe/Rome"
        return Writer(make_reader(app, team, scopes="events:read events:write"))


def count(app, noun=Event):
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(noun))


def test_new_event_is_answered_as_it_is_read(writer):
    answer = writer.add()
    assert answer.status_code == 201
    assert answer.headers["Location"] == answer.json["data"]["links"]["self"]
    read = writer.get(f"{EVENTS}/spring-night")
    assert read.json == answer.json
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert read.json["data"]["end"]["utc"] == "2027-03-28T01:30:00Z"


@both_databases
def test_everything_said_is_read_again(writer):
    event = writer.add(FULL).json["data"]
    for name, value in FULL.items():
        if name not in {"start", "end", "description"}:
            assert event[name] == value, name
    assert event["start"] == {**FULL["start"], "utc": "2027-03-27T19:00:00Z"}
    assert event["description"]["html"] == "<p>Bring a <b>lamp</b></p>"


def test_what_was_read_can_be_put_back_and_changes_nothing(writer):
    event = writer.add(FULL).json["data"]
    answer = writer.send("PUT", "/spring-night", event)
    assert (answer.status_code, answer.json["data"]) == (200, event)


def test_put_takes_the_whole_event(writer):
    writer.add(FULL)
    event = writer.send("PUT", "/spring-night", {**NIGHT, "title": "Night"}).json["data"]
    assert (event["title"], event["slug"], event["status"]) == (
        "Night",
        "spring-night",
        "scheduled",
    )
    assert [event[name] for name in ("summary", "description", "venue", "recurrence")] == [None] * 4
    assert event["tags"] == []


def test_patch_changes_what_it_names(writer):
    before = writer.add(FULL).json["data"]
    event = writer.send("PATCH", "/spring-night", {"title": "Night", "summary": None}).json["data"]
    assert (event["title"], event["summary"]) == ("Night", None)
    assert event["sequence"] == before["sequence"] + 1
    same = set(before) - {"title", "summary", "sequence", "updated_at"}
    assert {name: event[name] for name in same} == {name: before[name] for name in same}


def test_patch_of_the_start_moves_the_end_along(writer):
    writer.add()
    start = {"local": "2027-04-01T19:00:00"}
    event = writer.send("PATCH", "/spring-night", {"start": start}).json["data"]
    assert event["end"]["local"] == "2027-04-02T02:30:00"
    assert event["end"]["timezone"] == "Europe/Rome"


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ({"start": {"utc": "2027-03-27T19:00:00Z"}}, "2027-03-27T20:00:00", "2027-03-27T20:00:00"),
        ({"start": {"local": "2027-03-27T20:00:00"}}, "2027-03-27T20:00:00", "2027-03-27T20:00:00"),
        (
            {"start": {"local": "2027-03-27T00:00:00"}, "all_day": True},
            "2027-03-27T00:00:00",
            "2027-03-28T00:00:00",
        ),
        (
            {
                "start": {"local": "2027-03-27T20:00:00"},
                "end": {"local": "2027-03-27T22:00:00", "timezone": "Europe/Lisbon"},
            },
            "2027-03-27T20:00:00",
            "2027-03-27T23:00:00",
        ),
    ],
)
def test_times_are_understood(writer, times, start, end):
    event = writer.add({"title": "Night", **times}).json["data"]
    assert (event["start"]["local"], event["end"]["local"]) == (start, end)
    assert event["start"]["timezone"] == event["end"]["timezone"] == "Europe/Rome"


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"title": None}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 7}, "title"),
        ({"titel": "x"}, "titel"),
        ({"start": None}, "start"),
        ({"start": "2027-03-27"}, "start"),
        ({"start": {"local": "2027-03-28T02:30:00"}}, "start"),
        ({"start": {"local": "2027-03-27T20:00:00Z"}}, "start.local"),
        ({"start": {"local": "soon"}}, "start.local"),
        ({"start": {"utc": "soon"}}, "start.utc"),
        ({"start": {"timezone": "Europe/Rome"}}, "start.utc"),
        ({"start": {**NIGHT["start"], "timezone": "Mars/Base"}}, "start.timezone"),
        ({"end": {"local": "2027-03-26T20:00:00"}}, "end"),
        ({"end": {"local": "2029-03-26T20:00:00"}}, "end"),
        ({"status": "gone"}, "status"),
        ({"status": None}, "status"),
        ({"visibility": "secret"}, "visibility"),
        ({"all_day": "yes"}, "all_day"),
        ({"venue": "Hall"}, "venue"),
        ({"venue": {"nome": "Hall"}}, "venue"),
        ({"venue": {"country": "Italy"}}, "venue.country"),
        ({"venue": {"geo": {"lat": 91, "lon": 0}}}, "venue.geo"),
        ({"venue": {"geo": {"lat": True, "lon": 0}}}, "venue.geo"),
        ({"venue": {"geo": [1, 2]}}, "venue.geo"),
        ({"description": "text"}, "description"),
        ({"description": {"html": 1}}, "description.html"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"image": "ftp://x.example/y"}, "image"),
        ({"tags": "jazz"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"tags": [str(n) for n in range(21)]}, "tags"),
        ({"recurrence": "FREQ=DAILY"}, "recurrence"),
        ({"recurrence": {"rrule": "FREQ=SECONDLY"}}, "recurrence"),
        ({"recurrence": {"rrule": "FREQ=DAILY", "exdates": ["x"]}}, "recurrence"),
        ({"recurrence": {"rrule": "FREQ=DAILY", "overrides": [{}]}}, "recurrence.overrides"),
        ({"recurrence": {"rrule": "FREQ=DAILY", "overrides": [1]}}, "recurrence.overrides"),
        ({"external_ref": ""}, "external_ref"),
        ({"external_ref": "x" * 256}, "external_ref"),
        ({"external_ref": "a\u0000b"}, "external_ref"),
    ],
)
def test_wrong_member_is_named_and_changes_nothing(writer, app, change, parameter):
    answer = writer.add({**NIGHT, **change})
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["parameter"] == parameter
    assert count(app) == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"title": NaN}', b"\xff", "[" * 100_000])
def test_what_is_no_event_is_refused(writer, app, body):
    assert_problem(writer.add(body), 400, "invalid_request")
    assert count(app) == 0


def test_other_content_types_are_refused(writer):
    answer = writer.add("title=x", Content_Type="application/x-www-form-urlencoded")
    assert_problem(answer, 415, "unsupported_media_type")


def test_html_is_cleaned(writer):
    html = "<p onclick='x()'>Hi<script>alert(1)</script></p>"
    event = writer.add({**NIGHT, "description": {"html": html}}).json["data"]
    assert event["description"]["html"] == "<p>Hi</p>"


def test_plain_text_becomes_html(writer):
    event = writer.add({**NIGHT, "description": {"text": "a < b\n\nc"}}).json["data"]
    assert event["description"] == {"html": "<p>a &lt; b</p><p>c</p>", "text": "a < b\n\nc"}


@both_databases
def test_delete_takes_it_off_the_calendar(writer):
    writer.add()
    answer = writer.send("DELETE", "/spring-night")
    assert (answer.status_code, answer.data) == (204, b"")
    assert_problem(writer.get(f"{EVENTS}/spring-night"), 404, "not_found")
    assert_problem(writer.send("DELETE", "/spring-night"), 404, "not_found")


def test_scope_and_role_are_asked_for(writer, app):
    writer.add()
    with app.app_context():
        team = Team.find("harbour-hall")
        reading = Writer(make_reader(app, team, scopes="events:read"))
    calls = [
        ("POST", "", NIGHT),
        ("PUT", "/spring-night", NIGHT),
        ("DELETE", "/spring-night", None),
    ]
    calls += [("PATCH", "/spring-night", {}), ("POST", "/bulk", {"events": [NIGHT]})]
    for call in calls:
        assert_problem(reading.send(*call), 403, "insufficient_scope")
    with app.app_context():
        db.session.scalars(db.select(Membership)).one().role = Role.VIEWER
        db.session.commit()
    for call in calls:
        assert writer.send(*call).status_code in {401, 403}
    assert count(app) == 1


@both_databases
def test_drafts_of_others_are_not_there_but_ones_own_are(writer, app):
    with app.app_context():
        make_event(Team.find("harbour-hall"), "Plans", status="draft")
        make_event(Team.find("harbour-hall"), "Staff", visibility="private")
        db.session.commit()
    for slug in ("plans", "staff"):
        assert_problem(writer.send("PATCH", f"/{slug}", {"title": "x"}), 404, "not_found")
    writer.add({**NIGHT, "status": "draft"})
    assert_problem(writer.get(f"{EVENTS}/spring-night"), 404, "not_found")
    answer = writer.send("PATCH", "/spring-night", {"status": "scheduled"})
    assert answer.status_code == 200
    assert writer.get(f"{EVENTS}/spring-night").status_code == 200


@both_databases
def test_write_is_recorded_with_the_app(writer, app):
    writer.add()
    writer.send("PATCH", "/spring-night", {"title": "Night"})
    with app.app_context():
        event = Event.find(Team.find("harbour-hall"), "spring-night")
        assert event.updated_via.id == event.added_via_id
        assert event.updated_by is not None
        lines = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id)).all()
        told = [line.action for line in lines if line.action.startswith("event.")]
        assert told == ["event.created", "event.changed"]
        assert lines[-1].client_id == event.updated_via_id


@both_databases
def test_if_match_prevents_a_lost_update(writer):
    first = writer.add()
    second = writer.send("PATCH", "/spring-night", {"title": "A"}, If_Match=first.headers["ETag"])
    assert second.status_code == 200
    for method, body in (("PATCH", {"title": "B"}), ("PUT", NIGHT), ("DELETE", None)):
        late = writer.send(method, "/spring-night", body, If_Match=first.headers["ETag"])
        assert_problem(late, 412, "precondition_failed")
    assert writer.get(f"{EVENTS}/spring-night").json["data"]["title"] == "A"
    tag = writer.get(f"{EVENTS}/spring-night").headers["ETag"]
    assert writer.send("DELETE", "/spring-night", If_Match=f'"x", {tag}').status_code == 204


def test_if_match_of_anything_holds(writer):
    writer.add()
    assert writer.send("PATCH", "/spring-night", {"title": "A"}, If_Match="*").status_code == 200


def test_weak_tag_never_matches(writer):
    tag = writer.add().headers["ETag"]
    answer = writer.send("PATCH", "/spring-night", {"title": "A"}, If_Match=f"W/{tag}")
    assert_problem(answer, 412, "precondition_failed")


@both_databases
def test_same_external_ref_lands_on_one_event(writer, app):
    first = writer.add({**NIGHT, "external_ref": "row 7"})
    again = writer.add({**NIGHT, "title": "Night", "external_ref": "row 7"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["data"]["id"] == first.json["data"]["id"]
    assert again.json["data"]["title"] == "Night"
    assert count(app) == 1


@both_databases
def test_external_ref_of_another_app_is_another_event(writer, app):
    writer.add({**NIGHT, "external_ref": "7"})
    with app.app_context():
        team = Team.find("harbour-hall")
        other = Writer(make_reader(app, team, scopes="events:read events:write"))
    assert other.add({**NIGHT, "external_ref": "7"}).status_code == 201
    assert count(app) == 2


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


@both_databases
def test_repeated_request_gets_the_first_answer(writer, app):
    first = writer.add(Idempotency_Key="k-1")
    again = writer.add(Idempotency_Key="k-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert count(app) == 1
    assert writer.add(Idempotency_Key="k-2").status_code == 201
    assert count(app) == 2


@both_databases
def test_key_for_another_request_is_a_conflict(writer, app):
    writer.add(Idempotency_Key="k")
    other = writer.add({**NIGHT, "title": "Other"}, Idempotency_Key="k")
    assert_problem(other, 409, "idempotency_key_reused")
    assert_problem(
        writer.send("DELETE", "/spring-night", Idempotency_Key="k"), 409, other.json["error"]
    )
    assert count(app) == 1


@both_databases
def test_key_of_another_grant_is_another_key(writer, app):
    writer.add(Idempotency_Key="k")
    with app.app_context():
        team = Team.find("harbour-hall")
        other = Writer(make_reader(app, team, scopes="events:read events:write"))
    assert other.add({**NIGHT, "title": "Other"}, Idempotency_Key="k").status_code == 201


@both_databases
def test_refused_request_frees_its_key(writer, app):
    assert writer.add({"title": "x"}, Idempotency_Key="k").status_code == 400
    assert writer.add(Idempotency_Key="k").status_code == 201
    assert count(app, IdempotencyKey) == 1


@both_databases
def test_request_under_way_is_told_apart(writer, app, clock):
    with app.app_context():
        grant_id = db.session.scalar(db.text('SELECT id FROM "grant"'))
        body = json.dumps(NIGHT).encode()
        head = f"POST {EVENTS}? \n".encode()
        IdempotencyKey.claim(grant_id, "k", head + body)
    answer = writer.add(Idempotency_Key="k")
    assert_problem(answer, 409, "request_in_progress")
    assert answer.headers["Retry-After"] == "1"
    clock.advance(idempotency_key.CLAIM_LIFETIME)
    assert writer.add(Idempotency_Key="k").status_code == 201


def test_key_is_forgotten_after_a_day(writer, app, clock):
    writer.add(Idempotency_Key="k")
    clock.advance(6000)
    assert writer.add(Idempotency_Key="k").headers["Idempotent-Replayed"]
    with app.app_context():
        clock.advance(86_400 - 6000)
        IdempotencyKey.claim(db.session.scalar(db.text('SELECT id FROM "grant"')), "k", b"other")


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a b", "k\u00e9"])
def test_strange_keys_are_refused(writer, app, key):
    assert writer.add(Idempotency_Key=key).status_code == 400
    assert count(app) == 0
