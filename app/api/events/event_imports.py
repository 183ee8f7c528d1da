"""Importing a calendar file over the API."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse, refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import describe
from app.api.contract.event_body_schemas import CALENDAR_FILE, IMPORTED, LANTERN_WALK_FILE
from app.api.events.event_writer import author
from app.api.http import query
from app.api.http.event_response import body_of
from app.api.http.idempotency import write_once
from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.calendar_files.imports import file_reading, import_plan, import_work
from app.models.calendar_files.imports.calendar_import import Import
from app.models.calendar_files.imports.file_reading import ReadFile
from app.models.calendar_files.imports.import_line import ImportLine
from app.models.calendar_files.imports.import_plan import Outcome, PlannedLine
from app.models.credentials.live_token import LiveTeam
from app.models.events import event_json
from app.models.events.event_details import VISIBILITIES
from app.models.events.stored_event import StoredEvent
from app.models.teams.team import Team
from app.models.values import wall_time
from app.models.values.errors import ValidationError
from app.models.values.scopes import Permission
from app.openapi.operation import Answer, RequestBody
from app.web.request_class import takes_up_to

MAX_BYTES = 5 * 1024 * 1024
MAX_EVENTS = 5_000  # what is stored while a program waits for the answer
MEDIA_TYPE = "text/calendar"
PARAMETERS = frozenset({"dry_run", "visibility", "timezone"})
SWITCH = {"true": True, "1": True, "false": False, "0": False}


@bp.post("/organizer/events/import", defaults={"team": None})
@bp.post("/organizer/<team>/events/import")
@describe(
    "events",
    _("Import a calendar file"),
    _(
        "Send an .ics file of up to 5 MB and 5,000 events as text/calendar. With dry_run nothing is"
        " imported. Editors can undo the import in the portal."
    ),
    query=PARAMETERS,
    answers={200: Answer(_("What became of each event."), IMPORTED)},
    errors={
        413: _("The file is larger than 5 MB, or has more than 5,000 events."),
        415: _("Send text/calendar."),
    },
    body=RequestBody(CALENDAR_FILE, LANTERN_WALK_FILE, (MEDIA_TYPE,)),
)
@require(Permission.WRITE_EVENTS)
@takes_up_to(MAX_BYTES)
@write_once
def import_calendar(team: LiveTeam) -> ResponseReturnValue:
    """Import the file in the body: {"data": {"id", "counts", "events", …}}."""
    parameters = query.read(PARAMETERS)
    is_dry = _read_switch(parameters.get("dry_run", "false"))
    file = _read(parameters.get("timezone", team.timezone))
    visibility = parameters.get("visibility", file.visibility)
    if visibility not in VISIBILITIES:
        refuse_parameter("visibility", f"Give one of: {', '.join(VISIBILITIES)}.")
    if is_dry:
        plan = import_plan.plan(Team.of(team.id), file.checked, may_write=_may_write)
        return _answer([line for lines in plan for line in lines], visibility)
    imported = file_reading.store(Team.of(team.id), file, **author(), may_write=_may_write)
    imported.confirm(visibility=visibility, by=author()["by"])
    while import_work.advance(imported):
        db.session.commit()
    return _answer(imported.list_lines(limit=MAX_EVENTS * 2), visibility, imported)


def _read(timezone: str) -> ReadFile:
    if request.mimetype != MEDIA_TYPE:
        refuse(415, "unsupported_media_type", f"Send the file as {MEDIA_TYPE}.")
    try:
        zone = wall_time.zone(timezone).key
    except ValidationError as error:
        refuse_parameter("timezone", error.message)
    try:
        file = file_reading.read(request.get_data(), timezone=zone)
    except CalendarFileError as error:
        where = "" if error.line is None else f" (line {error.line})"
        refuse(400, "invalid_request", f"Nothing was imported. {error.reason}{where}")
    if len(file.checked.candidates) + len(file.checked.refusals) > MAX_EVENTS:
        refuse(413, "invalid_request", f"Nothing was imported. Send at most {MAX_EVENTS} events.")
    return file


def _read_switch(text: str) -> bool:
    if text not in SWITCH:
        refuse_parameter("dry_run", "Give true or false.")
    return SWITCH[text]


def _may_write(event: StoredEvent) -> bool:
    """Whether the app sees the event, or saw it before it was deleted."""
    return event.deleted_at is not None or event.is_visible_to(current_token().client_key)


def _answer(
    lines: list[ImportLine] | list[PlannedLine], visibility: str, imported: Import | None = None
) -> Response:
    counts = dict.fromkeys(Outcome, 0)
    for line in lines:
        counts[Outcome(line.outcome)] += 1
    ids = {"slug": imported.team.slug, "import_id": imported.public_id} if imported else {}
    report = url_for("portal.show_import", **ids, _external=True) if imported else None
    data = {
        "id": imported.public_id if imported else None,
        "dry_run": imported is None,
        "visibility": visibility,
        "counts": {outcome.value: count for outcome, count in counts.items()},
        "report": report,
        "events": [_line(line) for line in lines],
    }
    return Response(body_of(event_json.dump(data)), mimetype="application/json")


def _line(line: ImportLine | PlannedLine) -> dict[str, Any]:
    names = ("line", "uid", "title", "reason")
    outcome = Outcome(line.outcome).value
    return {**{name: getattr(line, name) for name in names}, "outcome": outcome}
