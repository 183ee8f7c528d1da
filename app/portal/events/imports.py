"""Importing an uploaded calendar file, and the report on it."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport, Outcome
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.calendar_files.ics_lines import MAX_BYTES
from app.models.calendar_files.import_candidate import CheckedFile, check_file
from app.models.teams.membership import Membership
from app.models.values import wall_time
from app.models.values.errors import ValidationError
from app.portal.access.team_access import require_editor
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.calendar_subscriptions.calendar_subscriptions import SubscriptionForm
from app.portal.forms import zone_field
from app.portal.forms.fields import PortalForm, required
from app.portal.forms.zone_field import ZoneField
from app.web.request_class import takes_up_to
from app.web.signed_in import current_person

FORM_BYTES = 64 * 1024  # what a form adds to its file
# Storing blocks other writers of SQLite, which give up after five seconds. The command line has no
# such limit.
MAX_EVENTS = 5_000
MAX_LINES = 500  # lines of the report on one page; the counts are of all


class ImportForm(PortalForm):
    """The file, and the time zone of times without one."""

    file = FileField(
        lazy_gettext("Calendar file"),
        [FileRequired(required.message)],
        description=lazy_gettext("An .ics file of at most %(n)d MB.", n=MAX_BYTES // 1024**2),
    )
    timezone = ZoneField(
        lazy_gettext("Time zone"),
        description=lazy_gettext("For times in the file that have no zone."),
    )


@bp.get("/teams/<slug>/events/import")
def ask_event_import(slug: str) -> ResponseReturnValue:
    """Ask for the file."""
    membership = require_editor(slug)
    form = ImportForm(data={"timezone": membership.team.timezone})
    return _show_form(membership, zone_field.follow_browser(form))


@bp.post("/teams/<slug>/events/import")
@takes_up_to(MAX_BYTES + FORM_BYTES)
def import_events(slug: str) -> ResponseReturnValue:
    """Import the file and report what became of each event."""
    form = ImportForm(data={"timezone": require_editor(slug).team.timezone})
    # Reading a large file takes seconds, during which others can write.
    db.session.rollback()
    checked_file = form.make(lambda: _read(form))
    membership = require_editor(slug)
    if checked_file is None:
        return _show_form(membership, form), 422
    imported = EventImport.of(membership.team, checked_file, by=current_person())
    db.session.commit()
    return _show_report(membership, imported)


def _read(form: ImportForm) -> CheckedFile:
    """The contents of the file; raises ValidationError."""
    zone = wall_time.zone(form.timezone.data).key
    try:
        calendar = ics_file.read(form.file.data.read(), default_timezone=zone)
        if len(calendar.events) > MAX_EVENTS:
            raise CalendarFileError(_("The file has more than %(n)d events.", n=MAX_EVENTS))
        return check_file(calendar)
    except CalendarFileError as error:
        where = "" if error.line is None else _(" (line %(n)d)", n=error.line)
        reason = _("Nothing was imported. %(reason)s%(where)s", reason=error.reason, where=where)
        raise ValidationError("file", reason) from None


def _show_form(membership: Membership, form: ImportForm) -> str:
    return render_template(
        "portal/events/imports/ask.html",
        team=membership.team,
        form=form,
        subscription_form=SubscriptionForm(formdata=None),
        calendars=subscription_presenter.in_list(membership.team),
    )


def _show_report(membership: Membership, imported: EventImport) -> str:
    changed = [
        line for line in imported.lines if line.outcome in (Outcome.CREATED, Outcome.UPDATED)
    ]
    return render_template(
        "portal/events/imports/report.html",
        team=membership.team,
        counts=imported.counts,
        total=len(imported.lines),
        refused=imported.refused[:MAX_LINES],
        changed=changed[:MAX_LINES],
        labels={Outcome.CREATED: _("New"), Outcome.UPDATED: _("Changed")},
        unlisted=max(0, len(imported.refused) - MAX_LINES) + max(0, len(changed) - MAX_LINES),
    )
