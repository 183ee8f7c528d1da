"""Activity: who did what to somebody's account, when and from where; also as CSV."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.models.accounts.user import User
from app.models.audit_queries import activity
from app.models.audit_queries.audit_event import AuditEvent
from app.models.values import timestamps
from app.portal import paging
from app.portal.accounts import devices
from app.portal.audit import audit_presenter
from app.portal.blueprint import bp
from app.web.csv_files import csv_file
from app.web.signed_in import current_person

MAX_ROWS = 10_000  # of a file
BATCH = 500  # lines read at once


@bp.get("/account/activity")
def list_activity() -> ResponseReturnValue:
    """The newest lines, of the kind that is asked for."""
    person, kind = current_person(), _wanted_kind()
    page = activity.list_lines(person, kind=kind, after=paging.wanted())
    return render_template(
        "portal/audit/activity/list.html",
        lines=[_describe(line, person) for line in page.rows],
        kind=kind,
        kinds=kind_words(),
        **paging.links(page, "portal.list_activity", kind=kind),
    )


@bp.get("/account/activity.csv")
def export_activity() -> ResponseReturnValue:
    """The same lines as a file, newest first, at most MAX_ROWS."""
    person, kind = current_person(), _wanted_kind()
    head = ("at", "action", "what", "who", "app", "team", "address", "browser")
    return csv_file("activity", head, _rows(person, kind))


def kind_words() -> list[tuple[str, str]]:
    """The kinds of lines to choose from, in words."""
    words = {
        "sign-ins": _("Sign-ins"),
        "account": _("Account"),
        "permissions": _("Apps you allowed"),
        "apps": _("Apps you made"),
        "teams": _("Teams"),
    }
    return [("", _("Everything")), *((kind, words[kind]) for kind in activity.KINDS)]


def _wanted_kind() -> str:
    kind = request.args.get("kind", "")
    return kind if kind in activity.KINDS else ""


def _describe(line: AuditEvent, person: User) -> dict[str, Any]:
    """The line as ``person`` may read it: where others were is theirs."""
    own = line.actor_id == person.id or (line.actor_id is None and line.grant_id is not None)
    failed = line.action in {"user.sign_in_failed", "user.sign_up_refused", "password.reset_asked"}
    return {
        "at": line.at,
        "action": line.action,
        "words": audit_presenter.describe(line),
        "who": _("Somebody") if failed else _who(line, person),
        "app": line.client.name if line.client else None,
        "team": line.team.name if line.team else None,
        "address": line.address if own else None,
        "browser": devices.describe(line.agent) if own and line.actor_id else None,
    }


def _who(line: AuditEvent, person: User) -> str:
    if line.actor_id == person.id:
        return _("You")
    if line.actor is not None:
        return _("An operator") if line.actor.is_operator else line.actor.name
    return line.client.name if line.client and line.grant_id else _("An operator")


def _rows(person: User, kind: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    after = None
    while len(rows) < MAX_ROWS:
        page = activity.list_lines(person, kind=kind, after=after, limit=BATCH)
        for line in page.rows:
            told = _describe(line, person)
            names = ("action", "words", "who", "app", "team", "address", "browser")
            rows.append((timestamps.rfc3339(told["at"]), *(told[name] for name in names)))
        if page.next is None:
            break
        after = page.next
    return rows
