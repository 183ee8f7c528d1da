"""Cancelling events that a subscribed calendar no longer lists, when they are suspiciously many."""

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import ngettext
from app.models.calendar_subscriptions import subscription_import
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.calendar_subscriptions.calendar_subscriptions import find_calendar
from app.web.signed_in import current_person


@bp.get("/teams/<slug>/calendars/<calendar_id>/missing")
def ask_missing_cancellation(slug: str, calendar_id: str) -> ResponseReturnValue:
    """Ask whether to cancel them all."""
    calendar = find_calendar(slug, calendar_id)
    missing = SubscribedEvent.count_missing([calendar])[calendar.id]
    if not missing:
        abort(404)
    return render_template(
        "portal/calendar_subscriptions/missing.html",
        team=calendar.team,
        calendar=calendar,
        missing=missing,
    )


@bp.post("/teams/<slug>/calendars/<calendar_id>/missing")
def cancel_missing(slug: str, calendar_id: str) -> ResponseReturnValue:
    """Cancel them all."""
    calendar = find_calendar(slug, calendar_id)
    count = subscription_import.cancel_missing(calendar, by=current_person())
    db.session.commit()
    flash(ngettext("%(num)s event cancelled.", "%(num)s events cancelled.", count), "ok")
    return redirect(subscription_presenter.address_of(calendar))
