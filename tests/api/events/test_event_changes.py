"""The stream of changes, as a mirror follows it."""

from dataclasses import replace

import pytest

from app.database.slices import Slices
from app.extensions import db
from app.models.events.event import Event
from app.models.housekeeping import event_purge
from app.models.teams.team import Team
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.factories import make_event, make_team
from tests.support.mirror import CHANGES, changes_since, follow, retitle, told

pytestmark = pytest.mark.both_databases


def test_first_walk_gives_every_event_and_a_token(reader):
    entries, token = follow(reader, f"{CHANGES}?limit=2")
    assert told(entries) == [("upsert", "One"), ("upsert", "Two"), ("upsert", "Three")]
    assert [entry["seq"] for entry in entries] == [1, 2, 3]
    assert entries[0]["event"] == reader.get(f"{EVENTS}/one").json["data"]
    assert changes_since(reader, token)[0] == []


def test_documented_shapes(reader, edit):
    answer = reader.get(f"{CHANGES}?limit=1")
    assert list(answer.json) == ["data", "page", "sync_token"]
    assert answer.json["page"]["next"].startswith("http://localhost/api/v1/organizer/")
    assert answer.headers["Link"] == f'<{answer.json["page"]["next"]}>; rel="next"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    token = follow(reader, CHANGES)[1]
    event = reader.get(f"{EVENTS}/one").json["data"]
    edit(lambda event: event.delete())
    [entry] = changes_since(reader, token)[0]
    at = entry.pop("at")
    assert at.endswith("Z")
    assert entry == {
        "op": "remove",
        "seq": 4,
        "id": event["id"],
        "number": event["number"],
        "reason": "deleted",
    }


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda event: event.delete(), "deleted"),
        (lambda event: event.change(replace(event.details, status="draft")), "draft"),
        (lambda event: event.change(replace(event.details, visibility="private")), "unshared"),
    ],
)
def test_what_apps_may_no_longer_see_is_removed_with_the_reason(reader, edit, act, reason):
    token = follow(reader, CHANGES)[1]
    edit(act)
    assert told(changes_since(reader, token)[0]) == [("remove", reason)]
    assert told(follow(reader, CHANGES)[0]) == [("upsert", "Two"), ("upsert", "Three")]


def test_several_changes_of_one_event_are_told_once_as_it_is_now(reader, edit):
    token = follow(reader, CHANGES)[1]
    for title in ("Uno", "Eins", "Un"):
        edit(retitle(title))
    assert told(changes_since(reader, token)[0]) == [("upsert", "Un")]


def test_what_no_app_ever_saw_is_never_told(reader, edit):
    token = follow(reader, CHANGES)[1]
    edit(lambda team: make_event(team, "Plans", status="draft"), slug="none")
    edit(lambda team: make_event(team, "Staff", visibility="private"), slug="none")
    edit(lambda event: event.delete(), slug="plans")
    assert changes_since(reader, token)[0] == []


def test_event_that_comes_back_is_told(reader, edit):
    edit(lambda event: event.change(replace(event.details, status="draft")))
    token = follow(reader, CHANGES)[1]
    edit(lambda event: event.change(replace(event.details, status="scheduled")))
    assert told(changes_since(reader, token)[0]) == [("upsert", "One")]


def test_change_during_the_first_walk_comes_with_the_token(reader, edit):
    first = reader.get(f"{CHANGES}?limit=1").json
    edit(lambda event: event.delete())
    edit(retitle("Deux"), slug="two")
    entries, token = follow(reader, first["page"]["next"])
    assert told(entries) == [("upsert", "Three")]
    assert told(changes_since(reader, token)[0]) == [("remove", "deleted"), ("upsert", "Deux")]


def test_list_carries_the_token_of_its_beginning(reader, edit):
    first = reader.get(f"{EVENTS}?limit=2").json
    edit(retitle("Uno"))
    last = reader.get(first["page"]["next"]).json
    assert last["sync_token"] == first["sync_token"]
    assert told(changes_since(reader, last["sync_token"])[0]) == [("upsert", "Uno")]
    assert reader.get(f"{EVENTS}?q=two").json["sync_token"] is None


def test_renamed_team_is_told_event_by_event(reader, edit):
    def rename(team):
        team.change(name="Hall by the Harbour", slug=team.slug, timezone=team.timezone)
        Event.rewrite_all(team)

    token = follow(reader, CHANGES)[1]
    edit(rename, slug="none")
    entries = changes_since(reader, token)[0]
    assert told(entries) == [("upsert", "One"), ("upsert", "Two"), ("upsert", "Three")]
    assert {entry["event"]["team"]["name"] for entry in entries} == {"Hall by the Harbour"}


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("sync_token=x", 400, "invalid_sync_token"),
        ("sync_token=", 400, "invalid_sync_token"),
        ("sync_token=%00", 400, "invalid_sync_token"),
        ("sync_token={token}x", 400, "invalid_sync_token"),
        ("cursor={token}", 400, "invalid_cursor"),
        ("sync_token={cursor}", 400, "invalid_sync_token"),
        ("sync_token={token}&cursor={cursor}", 400, "invalid_request"),
        ("sync_token={token}&wait=26", 400, "invalid_request"),
        ("sync_token={token}&wait=-1", 400, "invalid_request"),
        ("sync_token={token}&wait=1.5", 400, "invalid_request"),
        ("wait=1", 400, "invalid_request"),
        ("limit=0", 400, "invalid_request"),
        ("limit=201", 400, "invalid_request"),
        ("q=x", 400, "invalid_request"),
        ("sync_token={token}&sync_token={token}", 400, "invalid_request"),
        ("sync_token=" + "a" * 3000, 400, "invalid_sync_token"),
    ],
)
def test_wrong_queries_are_refused(reader, query, status, error):
    token = follow(reader, CHANGES)[1]
    following = reader.get(f"{CHANGES}?limit=1").json["page"]["next"]
    cursor = following.rpartition("cursor=")[2]
    asked = query.replace("{token}", token).replace("{cursor}", cursor)
    assert_problem(reader.get(f"{CHANGES}?{asked}"), status, error)


def test_token_of_another_team_is_refused(reader, app):
    with app.app_context():
        other = make_reader(app, make_team(slug="night-owl"))
    path = "/api/v1/organizer/night-owl/events/changes"
    token = follow(reader, CHANGES)[1]
    assert_problem(other.get(f"{path}?sync_token={token}"), 400, "invalid_sync_token")
    assert_problem(other.get(f"{CHANGES}"), 403, "access_denied")


def test_forgotten_removals_make_older_tokens_expire(reader, edit, app, clock):
    before = follow(reader, CHANGES)[1]
    page = reader.get(f"{CHANGES}?limit=1").json["page"]["next"]
    edit(lambda event: event.delete())
    after = follow(reader, f"{CHANGES}?sync_token={before}")[1]
    with app.app_context():
        clock.advance(89 * 86_400)
        assert event_purge.forget(Slices(), clock.now()) == 0
        clock.advance(2 * 86_400)
        assert event_purge.forget(Slices(), clock.now()) == 1
        db.session.commit()
    clock.advance(-91 * 86_400)  # the access token still works
    assert_problem(reader.get(f"{CHANGES}?sync_token={before}"), 410, "sync_token_expired")
    assert changes_since(reader, after)[0] == []
    # A first walk holds nothing yet: it goes on.
    assert told(follow(reader, page)[0]) == [("upsert", "Two"), ("upsert", "Three")]


def test_token_from_after_a_restored_backup_expires(reader, app):
    token = follow(reader, CHANGES)[1]
    with app.app_context():
        Team.find("harbour-hall").change_seq = 1
        db.session.commit()
    assert_problem(reader.get(f"{CHANGES}?sync_token={token}"), 410, "sync_token_expired")
