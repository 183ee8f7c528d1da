"""Words for people about events: when, where, in which state."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import format_date, format_datetime, lazy_gettext
from flask_babel import gettext as _
from markupsafe import Markup

from app.models.event_queries.member_event_lists import Shown
from app.models.events import event_image
from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.values import plain_text, rich_text
from app.portal.events import repeat_description
from app.web.template_filters import instant

DAY = timedelta(days=1)
PLACE_LENGTH = 32  # characters of a venue in a list
LONG_WORDS = 50  # more characters than how an event repeats takes there
BADGE_KINDS = {"draft": "", "scheduled": "ok", "postponed": "warn", "cancelled": "bad"}
VISIBILITIES = {
    "public": lazy_gettext("Public: anybody, and apps you allow"),
    "unlisted": lazy_gettext("Unlisted: who has the link, and apps you allow"),
    "private": lazy_gettext("Private: members of the team"),
}
LISTS = {
    Shown.UPCOMING: lazy_gettext("Upcoming"),
    Shown.DRAFTS: lazy_gettext("Drafts"),
    Shown.PAST: lazy_gettext("Past"),
    Shown.CANCELLED: lazy_gettext("Cancelled"),
    Shown.ALL: lazy_gettext("All"),
}


def in_list(event: Event) -> dict[str, object]:
    """What a row of a list shows of the event: of a series its first date that takes place."""
    shown = event.taking_place or event
    return {
        "title": event.title,
        "url": address(event),
        "starts": start_label(event, shown),
        "starts_at": shown.starts_at,
        "day": str(shown.start.day),
        "month": format_date(shown.start, "MMM", rebase=False),
        "place": plain_text.squeeze(event.venue_name or "", PLACE_LENGTH) or _online(event),
        "status": status_word(event.status),
        "status_kind": BADGE_KINDS[event.status],
        "repeats": event.recurrence_json is not None,
        "remarks": ", ".join(_remarks(event)),
    }


def on_page(event: Event) -> dict[str, object]:
    """What its page shows of the event beyond its own fields: the row, and the rest in words."""
    shown = event.taking_place
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
            "repeats": repeats(event),
            "where": place(event),
            "picture": picture(event),
            "description": description(event) if event.description_html else None,
            "visibility": visibility_word(event.visibility),
        }
    )


def in_public_list(event: Event) -> dict[str, object]:
    """The same for everybody: with its public page."""
    page = url_for("portal.show_event", team_slug=event.team.slug, event_slug=event.slug)
    return in_list(event) | {"url": page}


def picture(event: Event) -> str | None:
    """The path of the event's picture if it is kept here and everybody may see the event."""
    name = event_image.name_in(event.image_url)
    return url_for("dialects.show_picture", name=name) if name and event.is_shared else None


def status_word(status: str) -> str:
    """The event's state as a word."""
    return {
        "draft": _("Draft"),
        "scheduled": _("Scheduled"),
        "postponed": _("Postponed"),
        "cancelled": _("Cancelled"),
    }[status]


def visibility_word(visibility: str) -> str:
    """Who may see the event, in a few words."""
    return str(VISIBILITIES[visibility])


def address(event: Event) -> str:
    """The path of its page for the team."""
    return url_for("portal.show_team_event", slug=event.team.slug, event_slug=event.slug)


def start_label(event: Event, one: Event | Occurrence) -> str:
    """When it, or one of its dates, starts on the clocks where it is: "Sat 27 Mar 2027, 20:00"."""
    return _day(one.start) if event.all_day else _moment(one.start)


def end_label(event: Event, one: Event | Occurrence) -> str | None:
    """When it ends, as little of it as the start leaves open; None when that says it all."""
    if event.all_day:
        last = max(one.end - DAY, one.start)
        return _day(last) if last.date() != one.start.date() else None
    if one.end == one.start:
        return None
    same_day = one.end.date() == one.start.date()
    return f"{one.end:%H:%M}" if same_day else _moment(one.end)


def date_in_list(event: Event, one: Occurrence) -> dict[str, object]:
    """What a row shows of one date of a series."""
    status = one.status or event.status
    is_cancelled = one.status == "cancelled"
    moved_from = _usual_start(event, one)
    changes = (
        one.override and one.override.title,
        moved_from and _("Moved from %(date)s", date=moved_from),
        ", ".join(_own_place(one)),
    )
    here = {
        "slug": event.team.slug,
        "event_slug": event.slug,
        "recurrence_id": one.recurrence_id,
    }
    may_cancel = not is_cancelled and event.status != "cancelled"
    return {
        "name": one.recurrence_id,
        "starts": start_label(event, one),
        "starts_at": one.starts_at,
        "title": one.override and one.override.title,
        "changes": " · ".join(filter(None, changes)),
        "is_as_usual": status == event.status,
        "status": status_word(status),
        "status_kind": BADGE_KINDS[status],
        "edit_url": url_for("portal.edit_event_date", **here),
        "restore_url": url_for("portal.restore_event_date", **here) if is_cancelled else None,
        "cancel_url": url_for("portal.cancel_event_date", **here) if may_cancel else None,
    }


def repeats(event: Event) -> str:
    """How it repeats, in words; "" when it does not."""
    return repeat_description.repeats(event.details)


def place(event: Event) -> str:
    """Where it is, on one line; "" when nobody said."""
    parts = (event.venue_name, event.venue_address, event.venue_city, event.venue_country)
    return ", ".join(part for part in parts if part)


def description(event: Event) -> Markup:
    """Its description, cleaned once more on the way out."""
    return Markup(rich_text.clean(event.description_html))


def _usual_start(event: Event, one: Occurrence) -> str | None:
    """When a date that was moved would start; None of any other."""
    if one.override is None or event.series is None:
        return None
    usual = event.series.usual(one.recurrence_id)
    return None if usual.start == one.start else start_label(event, usual)


def _own_place(one: Occurrence) -> Iterator[str]:
    places = (one.override.venue_name, one.override.venue_address) if one.override else ()
    return filter(None, places)


def _remarks(event: Event) -> Iterator[str]:
    """What is unlike most events."""
    if event.recurrence_json is not None:
        words = repeats(event)
        yield words if len(words) <= LONG_WORDS else _("Repeats")
    if event.visibility == "private":
        yield _("Private")
    elif event.visibility == "unlisted":
        yield _("Unlisted")


def _online(event: Event) -> str:
    return _("Online") if event.online_url else ""


def _moment(local: datetime) -> str:
    return format_datetime(local, "EEE d MMM y, HH:mm", rebase=False)


def _day(local: datetime) -> str:
    return format_date(local, "EEE d MMM y", rebase=False)
