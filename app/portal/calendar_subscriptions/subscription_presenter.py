"""Describes calendar subscriptions: their state, and what a reading did."""

from typing import Any

from flask import url_for

from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.calendar_subscriptions.subscription_import import SubscriptionImport
from app.models.teams.team import Team
from app.web.language.stored_reasons import translated
from app.web.template_filters import exact_time


def in_list(team: Team) -> list[dict[str, Any]]:
    """The calendar subscriptions of ``team``, as rows of a list."""
    calendars = CalendarSubscription.list_of(team)
    counts = SubscribedEvent.count_each(calendars)
    return [
        {
            "name": calendar.name,
            "url": address_of(calendar),
            "shown_url": calendar.shown_url,
            "read_at": calendar.last_succeeded_at,
            "events": ngettext("%(num)s event", "%(num)s events", counts[calendar.id]),
            "state": state(calendar),
        }
        for calendar in calendars
    ]


def address_of(calendar: CalendarSubscription) -> str:
    """The path of its page."""
    slug, calendar_id = calendar.team.slug, calendar.public_id
    return url_for("portal.show_calendar_subscription", slug=slug, calendar_id=calendar_id)


def state(calendar: CalendarSubscription) -> tuple[str, str]:
    """Whether it can be read, as the text and kind of a badge."""
    return (_("Failing"), "bad") if calendar.is_failing else (_("In sync"), "ok")


def troubles(team: Team) -> list[dict[str, str]]:
    """Problems that editors should know of, each as {"kind", "title", "text", "url"}."""
    calendars = CalendarSubscription.list_of(team)
    missing = SubscribedEvent.count_missing(calendars)
    return [
        trouble | {"url": address_of(calendar)}
        for calendar in calendars
        for trouble in (_failure(calendar), _loss(calendar, missing[calendar.id]))
        if trouble is not None
    ]


def _failure(calendar: CalendarSubscription) -> dict[str, str] | None:
    if calendar.failing_since_at is None:
        return None
    since, reason = exact_time(calendar.failing_since_at), translated(calendar.last_error or "")
    return {
        "kind": "bad",
        "title": _("%(name)s cannot be read", name=calendar.name),
        "text": _("Since %(since)s. %(reason)s", since=since, reason=reason),
    }


def _loss(calendar: CalendarSubscription, missing: int) -> dict[str, str] | None:
    if not missing:
        return None
    return {
        "kind": "warn",
        "title": ngettext(
            "%(num)s event is missing in %(name)s",
            "%(num)s events are missing in %(name)s",
            missing,
            name=calendar.name,
        ),
        "text": _("That may be a mistake at the source, so nothing was cancelled here."),
    }


def counts(imported: SubscriptionImport) -> str:
    """What a reading did: "3 new, 1 changed"."""
    labels = {
        "created": _("new"),
        "updated": _("changed"),
        "cancelled": _("cancelled"),
        "refused": _("left out"),
    }
    numbers = imported.all_counts
    parts = [f"{numbers[name]} {label}" for name, label in labels.items() if numbers[name]]
    return ", ".join(parts) or _("nothing new")
