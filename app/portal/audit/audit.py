"""The audit trail for operators: filtered by the query string, in pages and as CSV."""

from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.language.current import page_timezone
from app.language.texts import gettext as _
from app.models.audit_queries import audit_search, audit_verification
from app.models.audit_queries.audit_event import AuditEvent
from app.models.audit_queries.audit_search import AuditFilter
from app.models.values import plain_text, timestamps
from app.portal import paging
from app.portal.audit import audit_presenter
from app.portal.blueprint import bp
from app.web.csv_files import csv_file

MAX_QUERY = 200  # characters
MAX_ROWS = 10_000  # of a file; narrower filters give the rest
BATCH = 500  # rows read at once
MAX_TIME = 2**31 - 1  # that the column can be compared with
NAMES = ("kind", "actor", "about", "from", "to")
HEAD = ("at", "kind", "actor", "actor_email", "about", "address", "agent", "request_id", "detail")


@bp.get("/admin/audit")
def list_audit() -> ResponseReturnValue:
    """The lines that match, newest first."""
    params = _params()
    filters, problems = read_filter(params)
    page = None if filters is None else audit_search.list_lines(filters, after=paging.wanted())
    links = paging.links(page, "portal.list_audit", **params) if page else {}
    rows = page.rows if page else []
    changed = audit_verification.find_changed([line.id for line in rows])
    return render_template(
        "portal/audit/list.html",
        lines=[_in_list(line, is_changed=line.id in changed) for line in rows],
        is_broken=bool(changed),
        sealed=audit_verification.head().number,
        last_verified=audit_search.last("audit.verified"),
        kinds=[("", _("Everything")), *audit_presenter.kinds()],
        params=params,
        is_filtered=any(params.values()),
        problems=problems,
        max_rows=MAX_ROWS,
        first_url=links.get("first_url"),
        next_url=links.get("next_url"),
    )


@bp.get("/admin/audit.csv")
def export_audit() -> ResponseReturnValue:
    """The newest lines that match, as a file."""
    filters, _problems = read_filter(_params())
    if filters is None:
        return csv_file("audit", HEAD, [])
    lines = paging.all_rows(
        lambda after: audit_search.list_lines(filters, after=after, limit=BATCH)
    )
    return csv_file("audit", HEAD, [_in_file(line) for line in islice(lines, MAX_ROWS)])


def read_filter(params: dict[str, str]) -> tuple[AuditFilter | None, dict[str, str]]:
    """The filter that ``params`` describe, None when one is invalid; and the errors by name."""
    values: dict[str, Any] = {"action": params["kind"] or None}
    problems: dict[str, str] = {}
    if params["actor"]:
        values["actor_id"] = audit_search.find_person(params["actor"])
        if values["actor_id"] is None:
            problems["actor"] = _("No user has this address.")
    if params["about"]:
        about = audit_search.find_object(params["about"])
        values.update(about or {})
        if about is None:
            problems["about"] = _("Nothing has this name.")
    for name, column, days in (("from", "since", 0), ("to", "until", 1)):
        if params[name]:
            values[column] = start_of_day(params[name], days)
            if values[column] is None:
                problems[name] = _("Give a day such as 2026-10-12.")
    return (None if problems else AuditFilter(**values)), problems


def start_of_day(text: str, days: int) -> int | None:
    """When the day ``days`` after ``text`` begins in the reader's zone; None for an invalid one."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        zone = page_timezone()
        begins = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        return min(max(begins, 0), MAX_TIME)
    except (ValueError, OverflowError):
        return None


def _params() -> dict[str, str]:
    params = {name: plain_text.squeeze(request.args.get(name, ""), MAX_QUERY) for name in NAMES}
    if params["kind"] not in audit_presenter.WORDINGS:
        params["kind"] = ""
    return params


def _in_list(line: AuditEvent, *, is_changed: bool) -> dict[str, Any]:
    return {
        "is_changed": is_changed,
        "line": line,
        "what": audit_presenter.describe(line),
        "facts": audit_presenter.facts(line),
        "actor": audit_presenter.actor(line),
        "objects": audit_presenter.objects(line),
    }


def _in_file(line: AuditEvent) -> tuple[object, ...]:
    return (
        timestamps.rfc3339(line.at),
        line.action,
        line.actor.name if line.actor else "",
        line.actor.email if line.actor else "",
        ", ".join(name for name, _url in audit_presenter.objects(line)),
        line.address,
        line.agent,
        line.request_id,
        line.detail,
    )
