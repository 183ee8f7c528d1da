"""Describes events for people: when, where, in which state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask import url_for
from markupsafe import Markup

from app.language.current import page_locale
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.event_queries.member_event_lists import Shown
from app.models.events.event import Event
from app.models.events.next_date import EventDate
from app.models.recurrence.occurrence import Occurrence
from app.models.values import plain_text, rich_text
from app.portal.events import repeat_description, viewer_time
from app.portal.events.other_sites import map_links
from app.portal.events.pictures import picture_presenter
from app.web.language.date_formats import format_day, format_moment
from app.web.template_filters import instant

DAY = timedelta(days=1)
PLACE_LENGTH = 32  # characters of a venue in a list
MAX_REPEATS = 50  # characters of how an event repeats in a list
STATUSES = {
    "scheduled": lazy_gettext("Scheduled"),
    "draft": lazy_gettext("Draft"),
    "postponed": lazy_gettext("Postponed"),
    "cancelled": lazy_gettext("Cancelled"),
}
BADGE_KINDS = {"draft": "", "scheduled": "ok", "postponed": "warn", "cancelled": "bad"}
VISIBILITIES = {
    "public": lazy_gettext("Public: anyone, and apps you allow"),
    "unlisted": lazy_gettext("Unlisted: anyone with the link, and apps you allow"),
    "private": lazy_gettext("Private: members of the team"),
}
LISTS = {
    Shown.UPCOMING: lazy_gettext("Upcoming"),
    Shown.DRAFTS: lazy_gettext("Drafts"),
    Shown.PAST: lazy_gettext("Past"),
    Shown.CANCELLED: lazy_gettext("Cancelled"),
    Shown.ALL: lazy_gettext("All"),
}


def in_list(event: Event, url: str | None = None) -> dict[str, object]:
    """The event as a row of a list; of a series, its next date, or the last one.

    The row leads to the event's page for the team, or to ``url``.
    """
    shown = event.shown_date or event
    online = _("Online") if event.online_url else ""
    return {
        "title": event.title,
        "url": url or address(event),
        "slug": event.slug,
        "starts": start_label(event, shown),
        "starts_at": shown.starts_at,
        "day": str(shown.start.day),
        "month": format_day(shown.start, "short month"),
        "month_of_year": format_day(shown.start, "month"),
        "place": plain_text.squeeze(event.venue_name or "", PLACE_LENGTH) or online,
        "status": STATUSES[event.status],
        "status_kind": BADGE_KINDS[event.status],
        "repeats": event.recurrence_json is not None,
        "remarks": ", ".join(_remarks(event)),
        **viewer_time.in_zones(event, starts_at=shown.starts_at, ends_at=shown.ends_at),
    }


def on_page(event: Event) -> dict[str, object]:
    """What the event's page shows beyond its fields: the row, and descriptions of the rest."""
    shown = event.shown_date
    times: dict[str, object] = {"takes_place": shown is not None}
    if shown is not None:
        times |= {
            "ends_at": shown.ends_at,
            "ends": end_label(event, shown),
            "exact_start": None if event.all_day else instant(shown.starts_at),
            "exact_end": None if event.all_day else instant(shown.ends_at),
        }
    return (
        in_list(event)
        | times
        | {
            "repeats": repeat_description.repeats(event.details),
            "where": place(event),
            "map_url": map_links.of(event),
            "picture": picture_presenter.shown(event),
            "performers": event.details.performers,
            "price": _price(event),
            "description": Markup(rich_text.clean(event.description_html)),
            "visibility": VISIBILITIES[event.visibility],
        }
    )


def in_public_list(event: Event) -> dict[str, object]:
    """The row with a link to the public page."""
    page = url_for("portal.show_event", team_slug=event.team.slug, event_slug=event.slug)
    return in_list(event, page)


def address(event: Event) -> str:
    """The path of its page for the team."""
    return url_for("portal.show_team_event", slug=event.team.slug, event_slug=event.slug)


def start_label(event: Event, date: Event | EventDate | Occurrence) -> str:
    """The local start of the event or of one of its dates: "Sat 27 Mar 2027, 20:00"."""
    return _day(date.start) if event.all_day else _moment(date.start)


def end_label(event: Event, date: Event | EventDate | Occurrence) -> str | None:
    """The local end, without the day if the start has the same; None when the start says it."""
    if event.all_day:
        last = max(date.end - DAY, date.start)
        return _day(last) if last.date() != date.start.date() else None
    if date.end == date.start:
        return None
    same_day = date.end.date() == date.start.date()
    return f"{date.end:%H:%M}" if same_day else _moment(date.end)


def date_in_list(event: Event, date: Occurrence) -> dict[str, object]:
    """One date of a series as a row of a list."""
    status = date.status or event.status
    is_cancelled = date.status == "cancelled"
    own = date.override
    moved_from = _usual_start(event, date)
    changes = [
        own and own.title,
        moved_from and _("Moved from %(date)s", date=moved_from),
        own and ", ".join(filter(None, (own.venue_name, own.venue_address))),
    ]
    ids: dict[str, Any] = {
        "slug": event.team.slug,
        "event_slug": event.slug,
        "recurrence_id": date.recurrence_id,
    }
    may_cancel = not is_cancelled and event.status != "cancelled"
    is_private = own is not None and own.is_private
    return {
        "name": date.recurrence_id,
        "starts": start_label(event, date),
        "starts_at": date.starts_at,
        "ends_at": date.ends_at,
        "day": date.start.date().isoformat(),
        **viewer_time.in_zones(event, starts_at=date.starts_at, ends_at=date.ends_at),
        "title": own and own.title,
        "changes": " · ".join(change for change in changes if change),
        "is_private": is_private,
        "is_as_usual": status == event.status,
        "status": STATUSES[status],
        "status_kind": BADGE_KINDS[status],
        "edit_url": url_for("portal.edit_event_date", **ids),
        "restore_url": url_for("portal.restore_event_date", **ids) if is_cancelled else None,
        "cancel_url": url_for("portal.cancel_event_date", **ids) if may_cancel else None,
        "hide_url": None if is_private else url_for("portal.hide_event_date", **ids),
        "show_url": url_for("portal.show_event_date", **ids) if is_private else None,
    }


def place(event: Event) -> str:
    """Where it takes place, in one line; "" when that is unknown."""
    parts = (event.venue_name, event.venue_address, event.venue_city, event.venue_country)
    return ", ".join(part for part in parts if part)


def _price(event: Event) -> str | None:
    """The price of a ticket on another site: "€12.50", or that it is free."""
    if event.offer_price is None:
        return None
    price = Decimal(event.offer_price)
    if not price:
        return _("Free")
    return format_currency(price, event.offer_currency or "", locale=page_locale())


def _usual_start(event: Event, date: Occurrence) -> str | None:
    """The start by the rule of a date that was moved; None of any other."""
    if date.override is None or event.series is None:
        return None
    usual = event.series.usual(date.recurrence_id)
    return None if usual.start == date.start else start_label(event, usual)


def _remarks(event: Event) -> Iterator[str]:
    """What differs from most events."""
    if event.recurrence_json is not None:
        text = repeat_description.repeats(event.details)
        yield text if len(text) <= MAX_REPEATS else _("Repeats")
    if event.visibility == "private":
        yield _("Private")
    elif event.visibility == "unlisted":
        yield _("Unlisted")


def _moment(local: datetime) -> str:
    return format_moment(local, "date with weekday")


def _day(local: datetime) -> str:
    return format_day(local, "date with weekday")
