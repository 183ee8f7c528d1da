"""The audit trail for operators: filters in the address, a page at a time, and as CSV."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_babel import gettext as _

from app.models.audit_queries import audit_search
from app.models.audit_queries.audit_event import AuditEvent
from app.models.audit_queries.audit_search import AuditFilter
from app.models.values import plain_text
from app.portal import paging
from app.portal.access.operator_access import for_operators
from app.portal.audit import audit_presenter
from app.portal.blueprint import bp
from app.web.csv_files import csv_file

MAX_QUERY = 200  # characters
MAX_ROWS = 10_000  # of a file; narrower filters give the rest
BATCH = 500  # rows read at once
LAST_MOMENT = 2**31 - 1  # that the column can be compared with
NAMES = ("kind", "actor", "about", "from", "to")
HEAD = ("at", "kind", "actor", "actor_email", "about", "address", "agent", "request_id", "detail")


@bp.get("/admin/audit")
@for_operators
def list_audit() -> ResponseReturnValue:
    """Who did what to what, newest first."""
    asked = _asked()
    wanted, problems = read_filter(asked)
    page = None if wanted is None else audit_search.list_lines(wanted, after=paging.wanted())
    links = paging.links(page, "portal.list_audit", **asked) if page else {}
    return render_template(
        "portal/audit/list.html",
        lines=[_in_list(line) for line in page.rows] if page else [],
        kinds=[("", _("Everything")), *audit_presenter.kinds()],
        asked=asked,
        is_filtered=any(asked.values()),
        problems=problems,
        max_rows=MAX_ROWS,
        first_url=links.get("first_url"),
        next_url=links.get("next_url"),
    )


@bp.get("/admin/audit.csv")
@for_operators
def export_audit() -> ResponseReturnValue:
    """The newest lines under the same filters as a file; only the head where nothing can fit."""
    wanted, _problems = read_filter(_asked())
    return csv_file("audit", HEAD, _read_all(wanted) if wanted else [])


def read_filter(asked: dict[str, str]) -> tuple[AuditFilter | None, dict[str, str]]:
    """What ``asked`` selects, or None when nothing can fit; and what is wrong, by field."""
    found: dict[str, Any] = {"action": asked["kind"] or None}
    problems: dict[str, str] = {}
    if asked["actor"]:
        found["actor_id"] = audit_search.find_person(asked["actor"])
        if found["actor_id"] is None:
            problems["actor"] = _("Nobody has this address.")
    if asked["about"]:
        about = audit_search.find_object(asked["about"])
        found.update(about or {})
        if about is None:
            problems["about"] = _("Nothing has this name.")
    for name, column, days in (("from", "since", 0), ("to", "until", 1)):
        if asked[name]:
            found[column] = start_of_day(asked[name], days)
            if found[column] is None:
                problems[name] = _("Give a day such as 2026-10-12.")
    return (None if problems else AuditFilter(**found)), problems


def start_of_day(text: str, days: int) -> int | None:
    """When the day begins for the reader, so many days later; None for what is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        zone = ZoneInfo(str(get_timezone() or "UTC"))
        begins = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        return min(max(begins, 0), LAST_MOMENT)
    except (ValueError, OverflowError):
        return None


def _asked() -> dict[str, str]:
    given = {name: plain_text.squeeze(request.args.get(name, ""), MAX_QUERY) for name in NAMES}
    if given["kind"] not in audit_presenter.WORDINGS:
        given["kind"] = ""
    return given


def _in_list(line: AuditEvent) -> dict[str, Any]:
    return {
        "line": line,
        "words": audit_presenter.describe(line),
        "facts": audit_presenter.facts(line),
        "actor": audit_presenter.actor(line),
        "objects": audit_presenter.objects(line),
    }


def _read_all(wanted: AuditFilter) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    after = None
    while len(rows) < MAX_ROWS:
        page = audit_search.list_lines(wanted, after=after, limit=BATCH)
        rows += [_in_file(line) for line in page.rows]
        after = page.next
        if after is None:
            break
    return rows


def _in_file(line: AuditEvent) -> tuple[object, ...]:
    return (
        datetime.fromtimestamp(line.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        line.action,
        line.actor.name if line.actor else "",
        line.actor.email if line.actor else "",
        ", ".join(name for name, _url in audit_presenter.objects(line)),
        line.address,
        line.agent,
        line.request_id,
        line.detail,
    )
