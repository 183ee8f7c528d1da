"""Importing a calendar file: upload, preview, progress, report, undo."""

import time

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField

from app.cap import BusyError
from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.calendar_files.ics_lines import MAX_BYTES
from app.models.calendar_files.imports import file_reading, import_work
from app.models.calendar_files.imports.calendar_import import Import
from app.models.calendar_files.imports.file_reading import ReadFile
from app.models.teams.membership import Membership
from app.models.values import wall_time
from app.models.values.errors import ValidationError
from app.portal import paging
from app.portal.access.team_access import require_editor
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.calendar_subscriptions.calendar_subscriptions import SubscriptionForm
from app.portal.events import import_presenter
from app.portal.events.event_presenter import VISIBILITIES
from app.portal.forms import zone_field
from app.portal.forms.fields import PortalForm, choices, required
from app.portal.forms.zone_field import ZoneField
from app.web.request_class import takes_up_to
from app.web.signed_in import current_person

FORM_BYTES = 64 * 1024  # what a form adds to its file
WORK_SECONDS = 2.0  # for which one request works; the page then shows how far it is
REST = "rest"  # the box for the events that are not listed one by one
PAST_IMPORTS = 10  # on a page


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


class ConfirmForm(PortalForm):
    """Who may see the new events."""

    visibility = RadioField(lazy_gettext("Who may see new events"), choices=choices(VISIBILITIES))


@bp.get("/teams/<slug>/events/import")
def ask_event_import(slug: str) -> ResponseReturnValue:
    """Ask for the file."""
    membership = require_editor(slug)
    form = ImportForm(data={"timezone": membership.team.timezone})
    return _show_form(membership, zone_field.follow_browser(form))


@bp.post("/teams/<slug>/events/import")
@takes_up_to(MAX_BYTES + FORM_BYTES)
def preview_import(slug: str) -> ResponseReturnValue:
    """Read the file and show what importing it would do; nothing is imported yet."""
    form = ImportForm(data={"timezone": require_editor(slug).team.timezone})
    # Reading a large file takes seconds, during which others can write.
    db.session.rollback()
    file = form.make(lambda: _read(form))
    membership = require_editor(slug)
    if file is None:
        return _show_form(membership, form), 422
    name = form.file.data.filename or file.name
    imported = file_reading.store(membership.team, file, name=name, by=current_person())
    return redirect(import_presenter.address(imported))


@bp.get("/teams/<slug>/imports/<import_id>")
def show_import(slug: str, import_id: str) -> ResponseReturnValue:
    """The preview, how far the work is, or the report."""
    return _show(_find(slug, import_id))


@bp.post("/teams/<slug>/imports/<import_id>")
def confirm_import(slug: str, import_id: str) -> ResponseReturnValue:
    """Import the events that were chosen."""
    form, imported = ConfirmForm(), _find(slug, import_id)
    if not form.apply(lambda: _confirm(imported, form)):
        return _show(_find(slug, import_id), form), 422
    db.session.commit()
    _work(slug, import_id)
    return redirect(import_presenter.address(_find(slug, import_id)))


@bp.post("/teams/<slug>/imports/<import_id>/undo")
def undo_import(slug: str, import_id: str) -> ResponseReturnValue:
    """Take back what the import did, except for events that were edited or booked since."""
    imported = _find(slug, import_id)
    if not imported.undo(by=current_person()):
        flash(_("This import can no longer be undone."), "warn")
    db.session.commit()
    _work(slug, import_id)
    return redirect(import_presenter.address(_find(slug, import_id)))


def _read(form: ImportForm) -> ReadFile:
    """The contents of the file; raises ValidationError."""
    zone = wall_time.zone(form.timezone.data).key
    try:
        return file_reading.read(form.file.data.read(), timezone=zone)
    except CalendarFileError as error:
        where = "" if error.line is None else _(" (line %(n)d)", n=error.line)
        reason = _("Nothing was imported. %(reason)s%(where)s", reason=error.reason, where=where)
        raise ValidationError("file", reason) from None
    except BusyError:
        reason = _("Another large file is being read. Choose the file again in a minute.")
        raise ValidationError("file", reason) from None


def _confirm(imported: Import, form: ConfirmForm) -> None:
    taken = set(request.form.getlist("take"))
    listed = {line.id for line in imported.list_choices()}
    left_out = {number for number in listed if str(number) not in taken}
    if listed and left_out == listed and REST not in taken:
        raise ValidationError("take", _("Choose at least one event."))
    imported.confirm(
        visibility=form.visibility.data,
        left_out=left_out,
        without_rest=REST not in taken,
        by=current_person(),
    )


def _work(slug: str, import_id: str) -> None:
    """Do batches for a while; access is checked before each. A worker does the rest."""
    end = time.monotonic() + WORK_SECONDS
    is_working = True
    while is_working and time.monotonic() < end:
        is_working = import_work.advance(_find(slug, import_id))
        db.session.commit()
    if is_working:
        import_work.hand_over(_find(slug, import_id))
        db.session.commit()


def _find(slug: str, import_id: str) -> Import:
    return Import.find(require_editor(slug).team, import_id) or abort(404)


def _show(imported: Import, form: ConfirmForm | None = None) -> str:
    form = form or ConfirmForm(data={"visibility": imported.visibility})
    return render_template(
        f"portal/events/imports/{import_presenter.page(imported)}.html",
        team=imported.team,
        imported=imported,
        form=form,
        taken=request.form.getlist("take") if form.errors else None,
        **import_presenter.on_page(imported),
    )


def _show_form(membership: Membership, form: ImportForm) -> str:
    past = Import.list_of(membership.team, after=paging.wanted(), limit=PAST_IMPORTS)
    return render_template(
        "portal/events/imports/ask.html",
        team=membership.team,
        form=form,
        subscription_form=SubscriptionForm(formdata=None),
        calendars=subscription_presenter.in_list(membership.team),
        imports=[import_presenter.in_list(imported) for imported in past.rows],
        **paging.links(past, "portal.ask_event_import", slug=membership.team.slug),
    )
