"""/status: the parts of the service now and over 90 days, as a page and as JSON.

Cheap, and there when the rest is not: a process reads the days at most once a minute, and shows
what it read last while the database does not answer. No session and no account is looked up.
"""

import time
from dataclasses import dataclass

from flask import Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.models.usage.service_day import ServiceDay
from app.models.values import clock
from app.portal.blueprint import bp, public
from app.portal.docs.status import status_presenter
from app.portal.docs.status.status_presenter import Report
from app.web.signed_in import answer_as_to_a_stranger

FRESH = 60  # seconds
JSON = "application/json"
KEY = "service_report"


@dataclass
class _Kept:
    read_at: float
    days: list[tuple[str, str, int, int, int, bool]]
    is_reachable: bool


@bp.get("/status")
@public
def show_status() -> ResponseReturnValue:
    """The parts with a bar of days each; for a program that accepts only JSON, as JSON."""
    answer_as_to_a_stranger()
    if request.accept_mimetypes.best_match(("text/html", JSON)) == JSON:
        return _cached(jsonify(_report().to_json()))
    page = render_template("portal/docs/status/show.html", report=_report())
    return _cached(Response(page, content_type="text/html; charset=utf-8"))


@bp.get("/status.json")
@public
def show_status_json() -> ResponseReturnValue:
    """The same for programs."""
    answer_as_to_a_stranger()
    return _cached(jsonify(_report().to_json()))


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    response.vary.add("Accept")
    return response


def _report() -> Report:
    kept: _Kept | None = current_app.extensions.get(KEY)
    if kept is None or time.monotonic() - kept.read_at >= FRESH:
        kept = _read(kept)
        current_app.extensions[KEY] = kept
    return status_presenter.report(kept.days, clock.now(), is_reachable=kept.is_reachable)


def _read(former: _Kept | None) -> _Kept:
    try:
        rows = ServiceDay.list_kept()
    except SQLAlchemyError:
        db.session.rollback()
        return _Kept(time.monotonic(), former.days if former else [], is_reachable=False)
    days = [(r.day, r.part, r.checks, r.failed, r.checked_at, r.was_ok) for r in rows]
    return _Kept(time.monotonic(), days, is_reachable=True)
