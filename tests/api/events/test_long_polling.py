"""Waiting for news of a team's events."""

import threading

import pytest

from app.extensions import db
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from tests.support.api import assert_problem
from tests.support.factories import make_event
from tests.support.mirror import CHANGES, changes_since, follow, retitle, told

pytestmark = pytest.mark.both_databases


def test_waiting_ends_with_the_first_news(reader, edit):
    token = follow(reader, CHANGES)[1]
    later = threading.Timer(0.7, edit, [retitle("Uno")])
    later.start()
    entries, _token = follow(reader, f"{CHANGES}?sync_token={token}&wait=20")
    later.join()
    assert told(entries) == [("upsert", "Uno")]


def test_waiting_in_vain_ends_without_entries(reader):
    token = follow(reader, CHANGES)[1]
    entries, again = follow(reader, f"{CHANGES}?sync_token={token}&wait=1")
    assert entries == []
    assert changes_since(reader, again)[0] == []


def test_access_that_ends_while_waiting_ends_the_answer(reader, app):
    token = follow(reader, CHANGES)[1]

    def revoke():
        with app.app_context():
            make_event(Team.find("harbour-hall"), "Secret plans")
            db.session.scalars(db.select(Grant)).one().revoke()
            db.session.commit()

    later = threading.Timer(0.7, revoke)
    later.start()
    answer = reader.get(f"{CHANGES}?sync_token={token}&wait=20")
    later.join()
    assert_problem(answer, 401, "invalid_token")
    assert "Secret plans" not in answer.text


def test_who_finds_no_place_to_wait_is_told_when_to_come_back(reader, app, edit):
    places = app.extensions["waiting"]
    while places.acquire(blocking=False):
        pass
    token = follow(reader, CHANGES)[1]
    answer = reader.get(f"{CHANGES}?sync_token={token}&wait=25")
    assert_problem(answer, 503, "temporarily_unavailable")
    assert answer.headers["Retry-After"] == "2"
    edit(retitle("Uno"))
    # News is told at once, and needs no place.
    entries, _token = follow(reader, f"{CHANGES}?sync_token={token}&wait=25")
    assert told(entries) == [("upsert", "Uno")]
    places.release()
    assert reader.get(f"{CHANGES}?sync_token={_token}&wait=1").status_code == 200
    assert places.acquire(blocking=False)


def test_process_with_a_single_thread_answers_at_once(reader, app, settings):
    app.config["SETTINGS"] = settings.model_copy(update={"web_threads": 1})
    token = follow(reader, CHANGES)[1]
    assert follow(reader, f"{CHANGES}?sync_token={token}&wait=25")[0] == []
