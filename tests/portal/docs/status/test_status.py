"""The page of the service's status: what was measured, and unknown where nothing was."""

import re

from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.usage.service_day import KEPT, PARTS, ServiceDay
from app.portal.docs.status import status
from tests.support import client_pages, factories
from tests.support.people import sign_in

DAY = 86_400


def count(app, results, at):
    client_pages.make(app, lambda: ServiceDay.count(results, at))


def read(client):
    client.application.extensions.pop(status.KEY, None)
    return client.get("/status.json").json


def find(report, name):
    return next(part for part in report["parts"] if part["name"] == name)


def test_nothing_measured_is_unknown(client, clock):
    report = read(client)
    assert report["status"] == "unknown"
    assert [part["name"] for part in report["parts"]] == list(PARTS)
    assert {part["status"] for part in report["parts"]} == {"unknown"}
    days = [day for part in report["parts"] for day in part["days"]]
    assert {day["status"] for day in days} == {"unknown"}
    assert len(days) == KEPT * len(PARTS)
    assert "Unknown" in client.get("/status").text


def test_days_and_share_are_those_of_the_checks(app, client, clock):
    count(app, {"database": True, "api": True}, clock.at)
    count(app, {"api": False}, clock.at - DAY)
    for _turn in range(3):
        count(app, {"api": True}, clock.at - DAY)
    report = read(client)
    api = find(report, "api")
    assert [day["status"] for day in api["days"][-3:]] == ["unknown", "disrupted", "ok"]
    assert api["uptime"] == 0.8
    assert (report["status"], api["status"]) == ("ok", "ok")
    page = client.get("/status").text
    assert "API: 90 days, 2 of them checked, 1 with failures" in page
    assert "25% of the checks failed" in page


def test_part_that_failed_last_is_down_and_an_old_check_says_nothing(app, client, clock):
    count(app, {"database": True, "api": False}, clock.at)
    report = read(client)
    assert (report["status"], find(report, "api")["status"]) == ("disrupted", "down")
    clock.advance(3600)
    assert find(read(client), "api")["status"] == "unknown"


def test_page_is_there_and_cheap_while_the_database_is_down(app, client, clock, monkeypatch):
    client_pages.make(app, lambda: factories.make_user("ana@example.org"))
    count(app, {"database": True, "api": True}, clock.at)
    sign_in(client, "ana@example.org")
    read(client)
    monkeypatch.setattr(status, "FRESH", 0)
    monkeypatch.setattr(db.session, "execute", fail)
    monkeypatch.setattr(db.session, "scalars", fail)
    monkeypatch.setattr(db.session, "scalar", fail)
    monkeypatch.setattr(db.session, "get", fail)
    answer = client.get("/status")
    assert answer.status_code == 200
    report = client.get("/status.json").json
    assert (report["status"], find(report, "database")["status"]) == ("down", "down")
    assert find(report, "api")["status"] == "ok"


def test_program_that_accepts_json_gets_it_at_both_addresses(client, clock):
    report = read(client)
    answer = client.get("/status", headers={"Accept": "application/json"})
    assert answer.json == report
    assert "Accept" in answer.headers["Vary"]
    for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*"):
        assert "<h1" in client.get("/status", headers={"Accept": accept}).text


def test_report_is_read_once_a_minute_and_may_be_cached(client, clock, monkeypatch):
    read(client)
    monkeypatch.setattr(ServiceDay, "list_kept", fail)
    answer = client.get("/status")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers
    assert not re.search("does not work", answer.text)


def fail(*_arguments, **_more):
    raise OperationalError("SELECT 1", {}, Exception("gone"))
