"""Reports to the flow doctor."""

import email.utils

import pytest
from flask import Response

from app.models.flow_doctor import flow_failure_buffer
from app.models.flow_doctor.diagnosis import Reason, Step, because
from app.observability import flow_reports


@pytest.fixture
def noted(monkeypatch):
    """Return the diagnoses that were reported."""
    noted = []
    monkeypatch.setattr(
        flow_failure_buffer, "note", lambda _id, _step, cause, **_more: noted.append(cause)
    )
    return noted


def test_error_of_a_report_is_logged_and_not_raised(caplog):
    @flow_reports.harmless
    def look():
        raise ZeroDivisionError

    assert look() is None


@pytest.mark.parametrize(
    ("status", "path", "expected"),
    [(400, "/api/x", 1), (404, "/api/", 1), (200, "/api/x", 0), (500, "/api/x", 0), (400, "/x", 0)],
)
def test_refusals_below_the_paths_are_watched(app, status, path, expected):
    seen = []
    flow_reports.watch(app, ("/api/",), seen.append)
    with app.test_request_context(path):
        app.process_response(Response(status=status))
    assert len(seen) == expected


@pytest.mark.parametrize(
    ("seconds", "reason", "fact"),
    [
        (-600, Reason.CODE_EXPIRED, -600),
        (600, Reason.TOKEN_EXPIRED, 600),
        (5, Reason.CODE_EXPIRED, None),
        (600, Reason.DENIED, None),
    ],
    ids=["slow", "fast", "right", "other reason"],
)
def test_wrong_clock_is_reported_where_time_is_the_reason(app, clock, noted, seconds, reason, fact):
    date = email.utils.formatdate(clock.at + seconds, usegmt=True)
    with app.test_request_context("/", headers={"Date": date}):
        flow_reports.report("sd_app_x", Step.TOKEN, because(reason))
    assert noted[0].facts.get("clock_off") == fact


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 01 Jan 999999999 00:00:00 GMT"])
def test_unreadable_date_is_no_fact(app, noted, date):
    with app.test_request_context("/", headers={"Date": date}):
        flow_reports.report("sd_app_x", Step.TOKEN, because(Reason.CODE_EXPIRED))
    assert "clock_off" not in noted[0].facts
