"""Calendar files sent over the API."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import assert_problem
from tests.support.event_writer import count
from tests.support.factories import make_event
from tests.support.ics import calendar, event

BROKEN = event(uid="x@x", title="No start", start="")
FILE = calendar(event(), event("CLASS:PUBLIC", uid="two@x", title="Two"), BROKEN)


def send(writer, data=FILE, query="", **headers):
    headers = {"Content-Type": "text/calendar", **headers}
    return writer.send("POST", f"/import{query}", data, **headers)


@pytest.mark.both_databases
def test_import_answers_the_outcome_of_each_event(writer, app):
    answer = send(writer)

    data = answer.json["data"]
    assert answer.status_code == 200
    assert {name: number for name, number in data["counts"].items() if number} == {
        "new": 2,
        "refused": 1,
    }
    outcomes = {line["title"]: line["outcome"] for line in data["events"]}
    assert outcomes == {"Night": "new", "Two": "new", "No start": "refused"}
    assert data["report"].endswith(f"/teams/harbour-hall/imports/{data['id']}")
    assert count(app) == 2


def test_dry_run_changes_nothing(writer, app):
    data = send(writer, query="?dry_run=true&visibility=unlisted").json["data"]

    assert (data["dry_run"], data["id"], data["counts"]["new"]) == (True, None, 2)
    assert count(app) == 0


def test_repeated_request_gets_the_first_answer(writer, app):
    first = send(writer, **{"Idempotency-Key": "one"})
    again = send(writer, **{"Idempotency-Key": "one"})

    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"


def test_personal_calendar_is_private_unless_asked_otherwise(writer, app):
    personal = calendar(event(), name="ana@example.org")

    assert send(writer, personal, "?dry_run=1").json["data"]["visibility"] == "private"
    assert send(writer, personal, "?visibility=public").json["data"]["visibility"] == "public"


def test_event_that_the_app_may_not_see_is_refused(writer, app):
    with app.app_context():
        hidden = make_event(Team.find("harbour-hall"), "Board", visibility="private")
        uid = hidden.uid
        db.session.commit()

    [line] = send(writer, calendar(event(uid=uid))).json["data"]["events"]

    assert line["outcome"] == "refused"
    with app.app_context():
        assert [one.title for one in db.session.scalars(db.select(Event))] == ["Board"]


@pytest.mark.parametrize(
    ("data", "query", "status"),
    [
        (b"no calendar", "", 400),
        (FILE, "?dry_run=perhaps", 400),
        (FILE, "?visibility=all", 400),
        (FILE, "?timezone=Nowhere/At-all", 400),
        (FILE, "?more=1", 400),
    ],
)
def test_wrong_request_imports_nothing(writer, app, data, query, status):
    assert_problem(send(writer, data, query), status, "invalid_request")
    assert count(app) == 0


def test_other_media_types_are_refused(writer):
    answer = send(writer, **{"Content-Type": "application/json"})
    assert_problem(answer, 415, "unsupported_media_type")
