"""Editing an event, and what to do when another user saved it first."""

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import Field

from app.extensions import db
from app.language.texts import gettext as _
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.events.event import Event
from app.models.tickets.booking_terms import BookingTerms
from app.models.values.errors import ValidationError
from app.portal.access.team_access import find_event, require_editor
from app.portal.blueprint import bp
from app.portal.events import event_presenter
from app.portal.events.event_form import EventForm
from app.portal.events.form_parts import form_groups
from app.portal.events.pictures import picture_upload
from app.portal.forms.fields import show_error
from app.ticket_news import mails as ticket_mails
from app.web.request_class import takes_up_to
from app.web.signed_in import current_person


@bp.get("/teams/<slug>/events/<event_slug>/edit")
def edit_event(slug: str, event_slug: str) -> ResponseReturnValue:
    """The form, filled in with the event."""
    event = find_event(require_editor(slug).team, event_slug)
    return _show(event, _saved(event))


@bp.post("/teams/<slug>/events/<event_slug>/edit")
@takes_up_to(picture_upload.MAX_BODY)
def update_event(slug: str, event_slug: str) -> ResponseReturnValue:
    """Save the changes, unless the event has changed since the form was opened."""
    event = find_event(require_editor(slug).team, event_slug)
    form = EventForm(data={"timezone": event.timezone})
    if picture_upload.encode(form):
        require_editor(slug)
    if not form.validate():
        return _show(event, form), 422
    event.hold()
    if event.deleted_at is not None:  # a moment ago: saving would restore it
        abort(404)
    # There is no conflict when the other user saved the same values.
    if form.sequence.data != str(event.sequence) and (differences := _differences(event, form)):
        form.sequence.data = str(event.sequence)
        return _show(event, form, differences), 409
    try:
        picture_upload.keep(form, event.team)
        event.change(form.details(event.details), by=current_person())
        BookingTerms.change(event, form.terms(event.timezone))
    except ValidationError as error:
        db.session.rollback()
        show_error(form, error)
        return _show(event, form), 422
    db.session.commit()
    ticket_mails.send_news()
    flash(_("The event is saved."), "ok")
    return redirect(event_presenter.address(event))


def _saved(event: Event) -> EventForm:
    """The form with the stored version."""
    return EventForm.showing(event.details, event.sequence, BookingTerms.of(event).terms)


def _differences(event: Event, form: EventForm) -> list[dict[str, str]]:
    """The fields whose submitted value differs from the saved one, with both."""
    saved = _saved(event)
    return [
        {"label": field.label.text, "saved": _shown(saved[field.name]), "mine": _shown(field)}
        for field in form
        if field.name not in ("sequence", "csrf_token", "picture")
        and _shown(saved[field.name]) != _shown(field)
    ]


def _shown(field: Field) -> str:
    """The field's value as text, for comparing two versions."""
    if isinstance(field.data, bool):
        return _("Yes") if field.data else _("No")
    value = field._value() if hasattr(field, "_value") else field.data
    return "\n".join(str(value or "").splitlines())


def _show(event: Event, form: EventForm, differences: list[dict[str, str]] | None = None) -> str:
    picture_upload.note_loss(form)
    return render_template(
        "portal/events/edit.html",
        team=event.team,
        event=event,
        source=SubscribedEvent.source_of(event),
        form=form,
        groups=form_groups.shown_groups(form),
        differences=differences or [],
        saved_by=event.updated_by.name if event.updated_by else None,
    )
