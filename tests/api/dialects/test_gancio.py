"""Events as Gancio's clients write them: what is taken, what is refused and in which words."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.events.event import Event
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support.api import assert_problem, make_reader
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)

SUMMER_NIGHT = {
    "title": "Summer night",
    "start_datetime": int(datetime(2027, 6, 19, 18, 0, tzinfo=UTC).timestamp()),
    "place_name": "The quay",
    "place_address": "Riva 4",
}


@pytest.fixture
def plugin(app):
    """A plugin that may write the events of Harbour Hall, which is in Rome."""
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        return make_reader(app, team, scopes="event:write", profile="gancio")


@pytest.fixture
def send(plugin):
    """A function that sends an event and returns the answer."""

    def send(method="POST", path="/api/event", **options):
        headers = {"Authorization": f"Bearer {plugin.token}"}
        return plugin.client.open(path, method=method, headers=headers, **options)

    return send


def stored(app):
    """The only event."""
    with app.app_context():
        return db.session.scalars(db.select(Event)).one()


def test_times_are_those_of_the_teams_clocks(app, send):
    assert send(json=SUMMER_NIGHT).status_code == 200
    event = stored(app)
    assert (event.timezone, event.start) == ("Europe/Rome", datetime(2027, 6, 19, 20, 0))


def test_second_of_two_like_hours_stays_the_second(app, send):
    later = int(datetime(2027, 10, 31, 1, 30, tzinfo=UTC).timestamp())
    answer = send(json={**SUMMER_NIGHT, "start_datetime": later})
    assert answer.json["start_datetime"] == later
    assert stored(app).starts_at == later


def test_forms_are_taken_like_json(send):
    form = {**SUMMER_NIGHT, "start_datetime": str(SUMMER_NIGHT["start_datetime"])}
    for body in ({**form, "tags": ["a", "b"]}, {**form, "tags[]": ["a", "b"]}):
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            answer = send(data=body, content_type=kind)
            assert (answer.status_code, answer.json["tags"]) == (200, ["a", "b"])


def test_answer_has_what_the_documents_name(send):
    picture = "https://pictures.example/1.jpg"
    end = SUMMER_NIGHT["start_datetime"] + 3600
    answer = send(json={**SUMMER_NIGHT, "end_datetime": end, "image_url": picture}).json
    assert (answer["end_datetime"], answer["image_url"]) == (end, picture)
    assert (answer["media"], answer["is_visible"]) == ([], True)
    assert answer["createdAt"].endswith("Z")


def test_place_online_needs_no_address(send):
    body = {**SUMMER_NIGHT, "place_name": "online", "place_address": ""}
    body["online_locations"] = ["https://meet.example/1"]
    assert send(json=body).json["online_locations"] == ["https://meet.example/1"]


def test_description_is_cleaned(send):
    answer = send(json={**SUMMER_NIGHT, "description": "<p onclick=x>Hi<script>1</script></p>"})
    assert answer.json["description"] == "<p>Hi</p>"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": None}, "title"),
        ({"title": ["x"]}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "<b>x\u202e</b>"}, "title"),
        ({"start_datetime": "<script>"}, "start_datetime"),
        ({"start_datetime": True}, "start_datetime"),
        ({"start_datetime": -1}, "start_datetime"),
        ({"start_datetime": 1e300}, "start_datetime"),
        ({"start_datetime": 1795200000000}, "start_datetime"),
        ({"end_datetime": 1}, "end_datetime"),
        ({"end_datetime": {}}, "end_datetime"),
        ({"place_name": " "}, "place_name"),
        ({"place_address": None}, "place_address"),
        ({"tags": "music"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"image_url": "javascript:alert(1)"}, "image_url"),
        ({"online_locations": ["nowhere"]}, "online_locations"),
        ({"description": "x" * 50_001}, "description"),
        ({"recurrent": {"frequency": "1w"}}, "recurrent"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_repeated(app, send, changes, field):
    """The plugin prints the answer into a page as it is."""
    answer = send(json={**SUMMER_NIGHT, **changes})
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["message"].startswith(f"{field}: ")
    assert "<" not in answer.text
    assert answer.text.count("\n") <= 1
    with app.app_context():
        assert db.session.query(Event).count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 50_000, b'{"id": 1, "id": 2}']
)
def test_body_that_is_no_object(send, body):
    assert send(data=body, content_type="application/json").status_code == 400


def test_uploaded_picture_is_refused_rather_than_lost(send):
    body = {**SUMMER_NIGHT, "image": (BytesIO(b"GIF89a"), "picture.gif")}
    answer = send(data=body, content_type="multipart/form-data")
    assert answer.json["message"].startswith("image: ")
    file = (BytesIO(b"GIF89a"), "picture.gif")
    other = send(data={**SUMMER_NIGHT, "poster": file}, content_type="multipart/form-data")
    assert (other.status_code, other.json["message"]) == (400, "Files are not accepted.")


@pytest.mark.both_databases
def test_change_clears_what_is_left_out_and_keeps_what_has_no_word_here(app, plugin, send):
    with app.app_context():
        event = make_event(
            Team.find("harbour-hall"),
            summary="One line",
            tags=("music",),
            venue_name="The quay",
            venue_address="Riva 4",
            venue_city="Trieste",
        )
        db.session.commit()
        number = event.id
    answer = send("PUT", json={**SUMMER_NIGHT, "id": number})
    assert (answer.status_code, answer.json["tags"]) == (200, [])
    changed = stored(app)
    assert (changed.summary, changed.venue_city) == ("One line", "Trieste")
    assert changed.end == changed.start
    send("PUT", json={**SUMMER_NIGHT, "id": number, "place_name": "Elsewhere"})
    assert stored(app).venue_city is None
    with app.app_context():
        lines = db.session.query(AuditEvent).filter_by(action="event.changed").all()
        assert [line.grant_id is not None for line in lines] == [True, True]


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [0, "x", "²", -1, 2**31, 2**63, "9" * 5000])
def test_number_that_no_event_has(send, number):
    assert send("PUT", json={**SUMMER_NIGHT, "id": number}).status_code == 404


@pytest.mark.parametrize("number", [None, "", True, [1], 1.5])
def test_number_that_is_none(send, number):
    answer = send("PUT", json={**SUMMER_NIGHT, "id": number})
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["message"].startswith("id: ")


def test_drafts_are_as_absent_as_unknown_events(app, plugin, send):
    with app.app_context():
        number = make_event(Team.find("harbour-hall"), status="draft").id
        db.session.commit()
    assert send("PUT", json={**SUMMER_NIGHT, "id": number}).status_code == 404
    assert send("DELETE", f"/api/event/{number}").status_code == 404
    assert send("DELETE", "/api/event/x").status_code == 404


def test_viewer_writes_nothing(app, plugin):
    with app.app_context():
        team, viewer = Team.find("harbour-hall"), make_user()
        join(team, viewer, Role.VIEWER)
        number = make_event(team).id
        client, _secret = make_client(profile="gancio")
        token, _refresh = make_tokens(make_grant(client, viewer, team, scopes="event:write"))
        db.session.commit()
    headers = {"Authorization": f"Bearer {token}"}
    for method, path in (
        ("POST", "/api/event"),
        ("PUT", "/api/event"),
        ("DELETE", f"/api/event/{number}"),
    ):
        body = {**SUMMER_NIGHT, "id": number}
        answer = plugin.client.open(path, method=method, headers=headers, json=body)
        assert_problem(answer, 403, "access_denied")
