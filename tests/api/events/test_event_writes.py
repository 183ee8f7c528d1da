"""Writing events over the API, in the shape in which they are read."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support import audit
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.event_writer import NIGHT, Writer, count
from tests.support.factories import make_event

both_databases = pytest.mark.both_databases

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
    "image_alt": "The hall at night",
    "offers": {"url": "https://tickets.example/night", "price": "12.50", "currency": "EUR"},
    "organizer": {"name": "Jazz club", "url": "https://jazz.example"},
    "performers": [
        {"name": "Mara Lunghi", "url": "https://mara.example"},
        {"name": "The Gulls", "url": None},
    ],
    "recurrence": {
        "rrule": "FREQ=WEEKLY;COUNT=4",
        "rdates": [],
        "exdates": ["2027-04-03T20:00:00"],
        "overrides": [],
    },
}


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


@pytest.mark.parametrize("url", [FULL["url"], None], ids=["own-address", "page"])
def test_what_was_read_can_be_put_back_and_changes_nothing(writer, url):
    event = writer.add({**FULL, "url": url, "external_ref": "7"}).json["data"]
    again = {"events": [{**event, "external_ref": "7"}]}
    assert writer.send("PUT", "/spring-night", event).json["data"] == event
    assert writer.send("PATCH", "/spring-night", {"url": event["url"]}).json["data"] == event
    assert writer.send("POST", "/bulk", again).json["data"] == [{"status": 200, "data": event}]


def test_page_of_an_event_by_a_former_name_of_its_team_is_no_address_of_its_own(writer, app):
    before = writer.add({**NIGHT, "recurrence": {"rrule": "FREQ=DAILY"}}).json["data"]["url"]
    with app.app_context():
        team = Team.find("harbour-hall")
        team.change(name=team.name, slug="harbour", timezone=team.timezone)
        Event.rewrite_all(team)
        db.session.commit()
    now = before.replace("harbour-hall", "harbour")
    for path in ("/spring-night", "/spring-night/occurrences/2027-03-29T20:00:00"):
        answer = writer.send("PATCH", path, {"url": before, "title": f"Night of {path}"})
        assert (answer.status_code, answer.json["data"]["url"]) == (200, now)
    with app.app_context():
        assert Event.find(Team.find("harbour"), "spring-night").url is None


def test_page_of_another_event_is_an_address_like_any(writer):
    page = writer.add().json["data"]["url"]
    assert writer.add({**NIGHT, "url": page}).json["data"]["url"] == page


def test_put_takes_the_whole_event(writer):
    writer.add(FULL)
    event = writer.send("PUT", "/spring-night", {**NIGHT, "title": "Night"}).json["data"]
    assert (event["title"], event["slug"], event["status"]) == (
        "Night",
        "spring-night",
        "scheduled",
    )
    assert [event[name] for name in ("summary", "description", "venue", "recurrence")] == [None] * 4
    assert [event[name] for name in ("image_alt", "offers", "organizer")] == [None] * 3
    assert event["tags"] == event["performers"] == []


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


@pytest.mark.parametrize("local", ["9999-12-31T23:00:00", "9000-12-31T23:00:00"])
def test_start_at_the_end_of_the_calendar_is_refused_or_taken(writer, local):
    writer.add()
    answer = writer.send("PATCH", "/spring-night", {"start": {"local": local}})
    assert_problem(answer, 400, "invalid_request")


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
    assert_problem(writer.get(f"{EVENTS}/plans"), 404, "not_found")
    added = writer.add({**NIGHT, "status": "draft", "recurrence": {"rdates": ["2027-04-03"]}})
    seen = writer.get(f"{EVENTS}/spring-night")
    assert (seen.status_code, seen.json) == (200, added.json)
    date = f"{EVENTS}/spring-night/occurrences/2027-03-27T20:00:00"
    assert writer.get(date).status_code == 200
    with app.app_context():
        other = make_reader(app, Team.find("harbour-hall"))
    assert [other.get(path).status_code for path in (f"{EVENTS}/spring-night", date)] == [404] * 2
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
        lines = audit.lines()
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
    gone = writer.send("DELETE", "/spring-night", If_Match=f'"x", {tag}')
    assert (gone.status_code, gone.headers.get("Content-Type")) == (204, None)


def test_if_match_of_anything_holds(writer):
    writer.add()
    assert writer.send("PATCH", "/spring-night", {"title": "A"}, If_Match="*").status_code == 200


def test_weak_tag_never_matches(writer):
    tag = writer.add().headers["ETag"]
    answer = writer.send("PATCH", "/spring-night", {"title": "A"}, If_Match=f"W/{tag}")
    assert_problem(answer, 412, "precondition_failed")


WRONG = {
    "/bulk": ({"POST"}, ("GET", "HEAD", "PUT", "PATCH", "DELETE")),
    "/changes": ({"GET", "HEAD"}, ("POST", "PUT", "PATCH", "DELETE")),
    "/spring-night.ics": ({"GET", "HEAD"}, ("POST", "PUT", "PATCH", "DELETE")),
}


@pytest.mark.parametrize(("path", "told"), WRONG.items(), ids=WRONG)
def test_wrong_method_is_told_from_an_unknown_event(writer, path, told):
    writer.add()
    allowed, wrong = told
    answers = {method: writer.send(method, path, NIGHT) for method in wrong}
    assert {method: one.status_code for method, one in answers.items()} == dict.fromkeys(wrong, 405)
    assert all(set(one.allow) - {"OPTIONS"} == allowed for one in answers.values())


def test_body_that_is_too_large_is_a_413_and_no_fault_of_ours(writer, capsys):
    answer = writer.add({**NIGHT, "summary": "x" * 3_000_000})
    assert_problem(answer, 413, "content_too_large")
    assert "not noted" not in capsys.readouterr().out
