"""A write that is repeated is done once."""

import pytest

from app.extensions import db
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.usage import idempotency_key
from app.models.usage.idempotency_key import IdempotencyKey
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.event_writer import NIGHT, Writer, count
from tests.support.factories import make_team

both_databases = pytest.mark.both_databases


@both_databases
def test_same_external_ref_lands_on_one_event(writer, app):
    first = writer.add({**NIGHT, "external_ref": "row 7"})
    again = writer.add({**NIGHT, "title": "Night", "external_ref": "row 7"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["data"]["id"] == first.json["data"]["id"]
    assert again.json["data"]["title"] == "Night"
    assert count(app) == 1


def test_if_match_holds_for_a_push_too(writer, app):
    pushed = {**NIGHT, "external_ref": "7"}
    assert_problem(writer.add(pushed, If_Match="*"), 412, "precondition_failed")
    assert count(app) == 0
    tag = writer.add(pushed).headers["ETag"]
    changed = writer.add({**pushed, "title": "Night"}, If_Match=tag)
    assert changed.json["data"]["title"] == "Night"
    late = writer.add({**pushed, "title": "Late"}, If_Match=tag)
    assert_problem(late, 412, "precondition_failed")
    assert writer.get(f"{EVENTS}/spring-night").json["data"]["title"] == "Night"


@both_databases
def test_external_ref_of_another_app_is_another_event(writer, app):
    writer.add({**NIGHT, "external_ref": "7"})
    with app.app_context():
        team = Team.find("harbour-hall")
        other = Writer(make_reader(app, team, scopes="events:read events:write"))
    assert other.add({**NIGHT, "external_ref": "7"}).status_code == 201
    assert count(app) == 2


@both_databases
def test_repeated_request_gets_the_first_answer(writer, app):
    first = writer.add(Idempotency_Key="k-1")
    again = writer.add(Idempotency_Key="k-1")
    assert (again.status_code, again.json) == (201, first.json)
    for name in ("Location", "ETag", "Last-Modified", "Vary", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
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


@pytest.fixture
def two_teams(app):
    """A program for two teams, whose requests name the team in a header."""
    with app.app_context():
        hall = make_team(name="Harbour Hall", slug="harbour-hall")
        owner = Membership.list_of(hall)[0].user
        owl = make_team(owner, name="Night Owl", slug="night-owl")
        reader = make_reader(app, hall, owl, scopes="events:read events:write")
        ids = {"harbour-hall": hall.public_id, "night-owl": owl.public_id}

    def add(team, **headers):
        named = {"X-API-ORG": team, "Authorization": f"Bearer {reader.token}", **headers}
        path = "/api/v1/organizer/events"
        return reader.client.post(path, json=NIGHT, headers={**named, "Idempotency-Key": "k"})

    add.ids = ids
    return add


@both_databases
def test_key_names_the_team_that_a_header_chose(two_teams, app):
    assert two_teams("harbour-hall").status_code == 201
    assert_problem(two_teams("night-owl"), 409, "idempotency_key_reused")
    again = two_teams(two_teams.ids["harbour-hall"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert count(app) == 1


@both_databases
def test_key_names_the_team_and_not_its_slug(writer, app):
    writer.add(Idempotency_Key="k")
    with app.app_context():
        Team.find("harbour-hall").change(name="Hall", slug="old-hall", timezone="UTC")
        db.session.commit()
    assert writer.add(Idempotency_Key="k").headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    "changed",
    [{"Content_Type": "application/json; charset=utf-8"}, {"If_Match": "*"}],
    ids=["media type", "precondition"],
)
def test_key_names_every_header_that_selects_the_effect(changed, writer, app):
    writer.add(Idempotency_Key="k")
    assert_problem(writer.add(Idempotency_Key="k", **changed), 409, "idempotency_key_reused")


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
    writer.add(Idempotency_Key="k")
    with app.app_context():
        db.session.execute(db.update(IdempotencyKey).values(status=None))
        db.session.commit()
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
