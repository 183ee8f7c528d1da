"""The dates of a series: list the next, change one, this and all following, or all."""

from itertools import islice
from typing import Any

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.events import series_edit
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.recurrence.occurrence import Occurrence
from app.models.values import clock
from app.models.values.errors import ValidationError
from app.portal.access.team_access import find_event, require_editor
from app.portal.blueprint import bp
from app.portal.events import event_presenter, repeat_description
from app.portal.events.event_form import EventForm
from app.portal.events.form_parts import form_groups
from app.portal.events.form_parts.content_form import ContentForm
from app.portal.forms.fields import choices, show_error
from app.web.signed_in import current_person

SHOWN = 10  # dates
AHEAD = 3 * 366 * 86_400  # seconds
SHARED = (
    *("all_day", "timezone", "visibility", "summary", "venue_city", "venue_country"),
    *("online_url", "tags"),
)
PATH = "/teams/<slug>/events/<event_slug>/dates/<recurrence_id>"
SCOPES = {
    "one": lazy_gettext("Only this date"),
    "following": lazy_gettext("This and all following dates"),
    "all": lazy_gettext("All dates"),
}


class DateForm(EventForm):
    """The form of one date of an event."""

    FIELD_OF = EventForm.FIELD_OF | {"recurrence": "scope"}

    scope = RadioField(lazy_gettext("Change"), choices=choices(SCOPES), default="one")

    def __init__(self, *args: Any, **values: Any) -> None:
        """Mark the fields that all dates share."""
        super().__init__(*args, **values)
        for name in SHARED:
            usual, shared = self[name].description, _("Cannot be changed for only one date.")
            self[name].description = f"{usual} {shared}".strip()
        for name in ContentForm.content_names():
            del self[name]

    def with_content(self, details: EventDetails, base: EventDetails) -> EventDetails:
        """``details`` as they are: one date has no picture and no people of its own."""
        return details.after(base)


def list_next(event: Event, *, for_members: bool = False) -> list[dict[str, object]]:
    """The next dates of a series, as rows; [] for an event that does not repeat.

    Private dates are among them only ``for_members``.
    """
    series = event.series_for_members if for_members else event.series
    if series is None:
        return []
    now = clock.now()
    dates = islice(series.between(now, now + AHEAD), SHOWN)
    return [event_presenter.date_in_list(event, date) for date in dates]


@bp.get(f"{PATH}/edit")
def edit_event_date(slug: str, event_slug: str, recurrence_id: str) -> ResponseReturnValue:
    """The form, filled in with this date."""
    event = find_event(require_editor(slug).team, event_slug)
    date = _find(event, recurrence_id)
    shown = series_edit.as_shown(event.details, date)
    return _show(event, date, DateForm.showing(shown, event.sequence))


@bp.post(f"{PATH}/edit")
def update_event_date(slug: str, event_slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Save the changes to this date, this and all following, or all."""
    event, date = _hold(slug, event_slug, recurrence_id)
    form = DateForm(data={"timezone": event.timezone})
    if not form.validate():
        return _show(event, date, form), 422
    if form.sequence.data != str(event.sequence):
        form.sequence.data = str(event.sequence)
        form.form_errors.append(
            _("This event was saved while you were editing. Look, then save again.")
        )
        return _show(event, date, form), 409
    try:
        details = form.details(series_edit.as_shown(event.details, date))
        changed = series_edit.change(event, date, details, form.scope.data, by=current_person())
    except ValidationError as error:
        show_error(form, error)
        return _show(event, date, form), 422
    db.session.commit()
    flash(_("The event is saved."), "ok")
    return redirect(event_presenter.address(changed))


@bp.post(f"{PATH}/cancel")
def cancel_event_date(slug: str, event_slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Cancel this date."""
    return _set_status(slug, event_slug, recurrence_id, "cancelled")


@bp.post(f"{PATH}/restore")
def restore_event_date(slug: str, event_slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Restore this cancelled date."""
    return _set_status(slug, event_slug, recurrence_id, "scheduled")


@bp.post(f"{PATH}/hide")
def hide_event_date(slug: str, event_slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Hide this date from everybody outside the team."""
    return _set_private(slug, event_slug, recurrence_id, is_private=True)


@bp.post(f"{PATH}/show")
def show_event_date(slug: str, event_slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Show this private date again."""
    return _set_private(slug, event_slug, recurrence_id, is_private=False)


def _set_private(
    slug: str, event_slug: str, recurrence_id: str, *, is_private: bool
) -> ResponseReturnValue:
    event, date = _hold(slug, event_slug, recurrence_id)
    series_edit.set_private(event, date, is_private=is_private, by=current_person())
    db.session.commit()
    if is_private:
        flash(_("This date is private. Only members of the team see it."), "ok")
    else:
        flash(_("This date is as visible as the event."), "ok")
    return redirect(event_presenter.address(event))


def _set_status(slug: str, event_slug: str, recurrence_id: str, status: str) -> ResponseReturnValue:
    event, date = _hold(slug, event_slug, recurrence_id)
    usual = event.status if status == "scheduled" else status
    series_edit.set_status(event, date, usual, by=current_person())
    db.session.commit()
    if status == "cancelled":
        flash(_("This date is cancelled. The event's page and connected apps say so."), "ok")
    else:
        flash(_("This date takes place again."), "ok")
    return redirect(event_presenter.address(event))


def _hold(slug: str, event_slug: str, recurrence_id: str) -> tuple[Event, Occurrence]:
    event = find_event(require_editor(slug).team, event_slug)
    event.hold()
    if event.deleted_at is not None:
        abort(404)
    return event, _find(event, recurrence_id)


def _find(event: Event, recurrence_id: str) -> Occurrence:
    """The date with this id; 404 when the event has none."""
    return event.find_date_for_members(recurrence_id) or abort(404)


def _show(event: Event, date: Occurrence, form: DateForm) -> str:
    return render_template(
        "portal/events/date.html",
        team=event.team,
        event=event,
        date=event_presenter.date_in_list(event, date),
        form=form,
        repeats=repeat_description.repeats(event.details),
        groups=form_groups.shown_groups(form, of_one_date=True),
        of_one_date=True,
    )
