"""Calendar subscriptions of a team: subscribe, show the state, refresh now."""

from flask import abort, current_app, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.calendar_subscriptions import refresh
from app.calendar_subscriptions.refresh import SourceError
from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.calendar_subscriptions import (
    calendar_subscription,
    subscription_attempt,
    subscription_reading,
)
from app.models.calendar_subscriptions.calendar_subscription import MAX_NAME, CalendarSubscription
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.calendar_subscriptions.subscription_attempt import Turn
from app.models.calendar_subscriptions.subscription_reading import Reading
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from app.portal.access.rate_limits import count_requests
from app.portal.access.team_access import require_editor
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.forms.fields import PortalForm, required
from app.web.language.stored_reasons import translated
from app.web.signed_in import current_person


class SubscriptionForm(PortalForm):
    """The address of the calendar, and the name that the team gives it."""

    url = StringField(
        lazy_gettext("Address of the calendar"),
        [required],
        description=lazy_gettext(
            "It begins with https:// or webcal://. Calendar tools call it a subscription link, "
            "iCal link or secret address."
        ),
    )
    name = StringField(
        lazy_gettext("Name"),
        description=lazy_gettext("Leave empty to use the calendar's own name."),
        render_kw={"maxlength": MAX_NAME},
    )


@bp.get("/teams/<slug>/calendars/new")
def new_calendar(slug: str) -> ResponseReturnValue:
    """The form for a new subscription."""
    return _show_new(require_editor(slug).team, SubscriptionForm())


@bp.post("/teams/<slug>/calendars/new")
@count_requests("rate_limit_fetch")
def create_calendar_subscription(slug: str) -> ResponseReturnValue:
    """Subscribe to the calendar if it can be read, and show what the first reading did."""
    team = require_editor(slug).team
    form = SubscriptionForm()
    calendar = form.make(lambda: _subscribe(slug, form))
    if calendar is None:
        return _show_new(team, form), 422
    flash(_("The team is subscribed to the calendar. It refreshes automatically."), "ok")
    return redirect(subscription_presenter.address_of(calendar))


@bp.get("/teams/<slug>/calendars/<calendar_id>")
def show_calendar_subscription(slug: str, calendar_id: str) -> ResponseReturnValue:
    """The state of the subscription, and what the last reading did."""
    calendar = find_calendar(slug, calendar_id)
    return render_template(
        "portal/calendar_subscriptions/show.html",
        team=calendar.team,
        calendar=calendar,
        state=subscription_presenter.state(calendar),
        event_count=SubscribedEvent.count_each([calendar])[calendar.id],
        missing=SubscribedEvent.count_missing([calendar])[calendar.id],
        report=calendar.report,
    )


@bp.post("/teams/<slug>/calendars/<calendar_id>/refresh")
@count_requests("rate_limit_fetch")
def refresh_calendar_subscription(slug: str, calendar_id: str) -> ResponseReturnValue:
    """Read the calendar now, unless it was read less than a minute ago."""
    calendar = find_calendar(slug, calendar_id)
    address = subscription_presenter.address_of(calendar)
    if subscription_attempt.may_ask(calendar):
        flash(*_refresh(Turn(calendar.id, calendar.last_tried_at)))
    else:
        flash(_("It was read less than a minute ago. Try again in a minute."), "warn")
    return redirect(address)


def find_calendar(slug: str, calendar_id: str) -> CalendarSubscription:
    """The subscription with this id of a team whose events the user may edit; 404 otherwise."""
    return CalendarSubscription.find(require_editor(slug).team, calendar_id) or abort(404)


def _subscribe(slug: str, form: SubscriptionForm) -> CalendarSubscription:
    """Read the calendar and subscribe to it; raises ValidationError."""
    url = calendar_subscription.normalize(form.url.data)
    team = require_editor(slug).team
    CalendarSubscription.check_new(team, url)
    timezone = team.timezone
    # Reading takes seconds, during which others can write; access is checked again afterwards.
    db.session.rollback()
    reading = _read(url, timezone)
    team, by = require_editor(slug).team, current_person()
    calendar = CalendarSubscription.add(team, url=url, name=form.name.data or reading.name, by=by)
    subscription_reading.take(calendar, reading, by=by)
    db.session.commit()
    return calendar


def _read(url: str, timezone: str) -> Reading:
    outbound = current_app.extensions["outbound"]
    try:
        reading = refresh.read(url, timezone=timezone, outbound=outbound)
    except SourceError as error:
        raise ValidationError("url", str(error)) from None
    if reading is None:  # "not modified" to a request without conditions
        raise ValidationError("url", _("The address did not answer with a calendar."))
    return reading


def _refresh(turn: Turn) -> tuple[str, str]:
    """Read the calendar; returns the text and kind of the notice."""
    by = current_person()
    attempt = subscription_attempt.claim(turn)
    outbound = current_app.extensions["outbound"]
    refreshed = refresh.refresh(attempt, outbound, by=by) if attempt else None
    if refreshed is None:
        return _("The calendar is being read at the moment."), "warn"
    if refreshed.error is not None:
        return _(
            "The calendar could not be read. %(reason)s", reason=translated(refreshed.error)
        ), "bad"
    if refreshed.imported is None:
        return _("Read just now: nothing new."), "ok"
    counts = subscription_presenter.counts(refreshed.imported)
    return _("Read just now: %(counts)s.", counts=counts), "ok"


def _show_new(team: Team, form: SubscriptionForm) -> str:
    return render_template("portal/calendar_subscriptions/new.html", team=team, form=form)
