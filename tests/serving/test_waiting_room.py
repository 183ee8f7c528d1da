"""Requests that wait for news without a thread: what ends a wait, and what a reader then gets."""

import json
import shutil
import time

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.cap import BusyError
from app.extensions import db
from app.factory import create_app
from app.models.event_queries import event_stream
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.serving.waiting_room import Wait, WaitingRoom
from tests.support.api import make_reader
from tests.support.factories import make_event, make_team
from tests.support.live_server import LiveServer
from tests.support.raw_http import RawConnection, request
from tests.support.settings import make_settings

CHANGES = "/api/v1/organizer/harbour-hall/events/changes"
PLACES = 30


class Room:
    """A room with two places, and a team of which those in it await news."""

    def __init__(self, app):
        self.app, self.over = app, []
        self._room = WaitingRoom(app, 2, lambda key, _wait: self.over.append(key))
        self.enter, self.leave, self.close = self._room.enter, self._room.leave, self._room.close
        with app.app_context():
            team = make_team(slug="harbour-hall")
            make_event(team, "One")
            db.session.commit()
            self.wait = Wait("reader", team.id, team.change_seq, 60, None)

    def list_over(self):
        return self._room._list_over()

    def happen(self, act):
        """Let something happen to the team."""
        with self.app.app_context():
            act(Team.find("harbour-hall"))
            db.session.commit()


@pytest.fixture
def room(app):
    return Room(app)


@pytest.mark.both_databases
def test_wait_ends_with_news_and_with_nothing_else(room):
    room.enter("a", room.wait)
    assert room.list_over() == []
    room.happen(lambda team: make_event(team, "Draft", status="draft"))  # no app ever saw it
    assert room.list_over() == []
    room.happen(lambda team: make_event(team, "Two"))
    assert room.list_over() == ["a"]


def test_wait_ends_in_time_even_without_the_database(room, monkeypatch):
    def fail(_team_ids):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(event_stream, "last_changes", fail)
    room.enter("short", room.wait._replace(seconds=0))
    room.enter("long", room.wait)
    assert room.list_over() == ["short"]


def test_no_more_wait_than_there_are_places_for(room):
    room.enter("a", room.wait)
    room.enter("b", room.wait)
    with pytest.raises(BusyError):
        room.enter("c", room.wait)
    assert room.leave("a") == room.wait
    assert room.leave("a") is None
    room.enter("c", room.wait)


def test_reader_with_most_places_gives_one_to_another(room):
    room.enter("a", room.wait)
    room.enter("b", room.wait)
    room.enter("c", room.wait._replace(reader="another"))
    assert room.over == ["a"]  # the oldest
    for reader in ("reader", "another", "a third"):  # no one has more than they would have
        with pytest.raises(BusyError):
            room.enter("d", room.wait._replace(reader=reader))
    assert room.over == ["a"]


def test_every_wait_ends_when_the_server_stops(room):
    room.enter("a", room.wait)
    room.close()
    room.enter("b", room.wait)
    assert sorted(room.list_over()) == ["a", "b"]


def test_many_wait_at_the_cost_of_one_statement(room, monkeypatch):
    looks = []
    monkeypatch.setattr(event_stream, "has_news", lambda *_team, after: looks.append(after))
    for key in "ab":
        room.enter(key, room.wait)
    room.list_over()
    assert looks == []
    room.happen(lambda team: make_event(team, "Two"))
    room.list_over()
    room.list_over()
    assert looks == [room.wait.after]  # one for both, once


@pytest.fixture(scope="module")
def hall(tmp_path_factory, migrated_sqlite_file):
    """A server of one process with two threads; the app that changes its database; a reader."""
    home = tmp_path_factory.mktemp("waiting")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    live = LiveServer(
        home / "log", 1, 2, stagedoor_home=home, waiting_readers=PLACES, rate_limits=True
    )
    app = create_app(make_settings(stagedoor_home=home, public_url=live.url))
    with app.app_context():
        reader = make_reader(app, make_team(name="Harbour Hall", slug="harbour-hall"))
    live.wait_until_ready()
    yield Hall(live, app, reader)
    live.stop()


class Hall:
    """Reads over HTTP what it changes in the database."""

    def __init__(self, live, app, reader):
        self.live, self.app, self.token = live, app, reader.token
        self.opened = []

    def ask(self, path, token=None) -> RawConnection:
        """A connection on which this was asked with the token."""
        self.opened.append(RawConnection(self.live.port))
        credential = f"Authorization: Bearer {token or self.token}"
        return self.opened[-1].send(request(f"GET {path}", credential))

    def poll(self, seconds=20, token=None) -> RawConnection:
        """A connection that waits for news from now on."""
        _status, _headers, body = self.ask(CHANGES).read_answer()
        since = json.loads(body)["sync_token"]
        return self.ask(f"{CHANGES}?sync_token={since}&wait={seconds}", token)

    def happen(self, act) -> None:
        with self.app.app_context():
            act()
            db.session.commit()

    def close(self) -> None:
        while self.opened:
            self.opened.pop().close()


def test_more_readers_wait_than_there_are_threads_and_all_are_told(hall):
    polls = [hall.poll() for _ in range(10)]
    assert hall.ask("/healthz").read_answer()[0] == 200
    hall.happen(lambda: make_event(Team.find("harbour-hall"), "Two"))
    for poll in polls:
        status, headers, body = poll.read_answer()
        assert (status, headers["ratelimit-policy"]) == (200, '"default";q=1200;w=60')
        assert [entry["event"]["title"] for entry in json.loads(body)["data"]] == ["Two"]
    hall.close()


def test_waiting_in_vain_ends_without_entries(hall):
    start = time.monotonic()
    status, _headers, body = hall.poll(seconds=1).read_answer()
    assert (status, json.loads(body)["data"]) == (200, [])
    assert time.monotonic() - start >= 1
    hall.close()


def test_reader_who_leaves_makes_room(hall):
    polls = [hall.poll() for _ in range(PLACES)]
    status, headers, body = hall.poll().read_answer()
    assert (status, headers["retry-after"]) == (503, "2")
    assert json.loads(body)["error"] == "temporarily_unavailable"
    polls[0].close()
    deadline = time.monotonic() + 5
    while hall.poll(seconds=1).read_answer()[0] == 503:
        assert time.monotonic() < deadline
    hall.close()


def test_access_that_ends_while_waiting_ends_the_answer(hall):
    with hall.app.app_context():
        doomed = make_reader(hall.app, Team.find("harbour-hall")).token
    poll = hall.poll(token=doomed)

    def revoke():
        make_event(Team.find("harbour-hall"), "Secret plans")
        db.session.scalars(select(Grant).order_by(Grant.id.desc())).first().revoke()

    hall.happen(revoke)
    status, _headers, body = poll.read_answer()
    assert (status, json.loads(body)["error"]) == (401, "invalid_token")
    assert b"Secret plans" not in body
    hall.close()


def test_every_reader_is_answered_before_the_server_stops(hall):
    polls = [hall.poll() for _ in range(3)]
    start = time.monotonic()
    hall.live.process.terminate()
    for poll in polls:
        status, _headers, body = poll.read_answer()
        assert (status, json.loads(body)["data"]) == (200, [])
    hall.live.process.wait(10)
    assert time.monotonic() - start < 3
