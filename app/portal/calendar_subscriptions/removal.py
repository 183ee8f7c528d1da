"""Ending a calendar subscription, and what happens to its events."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.calendar_subscriptions import subscription_removal
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.calendar_subscriptions.subscription_removal import Fate
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions.calendar_subscriptions import find_calendar
from app.portal.forms.fields import PortalForm, choices
from app.web.signed_in import current_person


class RemovalForm(PortalForm):
    """What happens to the calendar's events."""

    fate = RadioField(
        lazy_gettext("Its events"),
        choices=choices(
            {
                Fate.KEEP.value: lazy_gettext("Keep them as your own events"),
                Fate.CANCEL.value: lazy_gettext("Cancel upcoming events"),
                Fate.DELETE.value: lazy_gettext("Delete all of them"),
            }
        ),
        default=Fate.KEEP.value,
    )


@bp.get("/teams/<slug>/calendars/<calendar_id>/remove")
def ask_calendar_subscription_removal(slug: str, calendar_id: str) -> ResponseReturnValue:
    """Ask what to do with its events."""
    return _ask(find_calendar(slug, calendar_id), RemovalForm())


@bp.post("/teams/<slug>/calendars/<calendar_id>/remove")
def remove_calendar_subscription(slug: str, calendar_id: str) -> ResponseReturnValue:
    """Unsubscribe, and keep, cancel or delete its events as chosen."""
    calendar, form = find_calendar(slug, calendar_id), RemovalForm()
    if not form.validate():
        return _ask(calendar, form), 422
    subscription_removal.remove(calendar, Fate(form.fate.data), by=current_person())
    db.session.commit()
    flash(_("The team is no longer subscribed to this calendar."), "ok")
    return redirect(url_for("portal.ask_event_import", slug=slug))


def _ask(calendar: CalendarSubscription, form: RemovalForm) -> str:
    return render_template(
        "portal/calendar_subscriptions/remove.html",
        team=calendar.team,
        calendar=calendar,
        form=form,
        event_count=SubscribedEvent.count_each([calendar])[calendar.id],
    )
