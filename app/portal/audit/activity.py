"""Activity of the user's account: who did what, when and from where; also as CSV."""

from itertools import islice
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
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
COLUMNS = ("at", "action", "what", "who", "app", "team", "address", "browser")
KINDS = {
    "": lazy_gettext("Everything"),
    "sign-ins": lazy_gettext("Sign-ins"),
    "account": lazy_gettext("Account"),
    "permissions": lazy_gettext("Apps you authorized"),
    "apps": lazy_gettext("Apps you registered"),
    "teams": lazy_gettext("Teams"),
}


@bp.get("/account/activity")
def list_activity() -> ResponseReturnValue:
    """The newest lines of the chosen kind."""
    person, kind = current_person(), _read_kind()
    page = activity.list_lines(person, kind=kind, after=paging.wanted())
    return render_template(
        "portal/audit/activity/list.html",
        lines=[_describe(line, person) for line in page.rows],
        kind=kind,
        kinds=KINDS.items(),
        **paging.links(page, "portal.list_activity", kind=kind),
    )


@bp.get("/account/activity.csv")
def export_activity() -> ResponseReturnValue:
    """The same lines as a file, newest first, at most MAX_ROWS."""
    person, kind = current_person(), _read_kind()
    lines = paging.all_rows(
        lambda after: activity.list_lines(person, kind=kind, after=after, limit=BATCH)
    )
    rows = [_in_file(line, person) for line in islice(lines, MAX_ROWS)]
    return csv_file("activity", COLUMNS, rows)


def _read_kind() -> str:
    kind = request.args.get("kind", "")
    return kind if kind in KINDS else ""


def _describe(line: AuditEvent, person: User) -> dict[str, Any]:
    """The line as ``person`` may read it: without the address and browser of other users."""
    own = line.actor_id == person.id or (line.actor_id is None and line.grant_id is not None)
    failed = line.action in {"user.sign_in_failed", "user.sign_up_refused", "password.reset_asked"}
    return {
        "at": line.at,
        "action": line.action,
        "what": audit_presenter.describe(line),
        "who": _("Unknown") if failed else _who(line, person),
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


def _in_file(line: AuditEvent, person: User) -> tuple[object, ...]:
    cells = _describe(line, person) | {"at": timestamps.rfc3339(line.at)}
    return tuple(cells[name] for name in COLUMNS)
