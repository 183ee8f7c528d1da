"""One VEVENT of an .ics file as plain values (RFC 5545 section 3.6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.language.texts import gettext as _
from app.models.calendar_files import own_property, vevent_content
from app.models.calendar_files.event_version import EventVersion
from app.models.calendar_files.hidden_series import FormerDate
from app.models.calendar_files.ics_lines import Component
from app.models.calendar_files.ics_properties import Properties, Property
from app.models.calendar_files.ics_times import (
    Length,
    Moment,
    Span,
    floating_with,
    read_length,
    read_moment,
    read_span,
    too_far_away,
)
from app.models.calendar_files.ics_zones import Zones
from app.models.events import event_details
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.values import plain_text, rich_text
from app.models.values.errors import ValidationError
from app.models.values.text_limits import MAX_ADDRESS, MAX_TITLE, MAX_VENUE

MAX_UID = 255  # characters; RFC 7986 section 5.3 asks for no more octets
MAX_LOCATION = 4_000  # characters that are looked at; name and address are shorter
MAX_SEQUENCE = 2**31 - 1  # what a database's integer holds
WANTED = frozenset(
    "UID SUMMARY DESCRIPTION X-ALT-DESC DTSTART DTEND DURATION STATUS CLASS LOCATION GEO URL"
    " CATEGORIES SEQUENCE RRULE EXRULE RDATE EXDATE RECURRENCE-ID DTSTAMP LAST-MODIFIED"
    " X-STAGEDOOR-TIMEZONE".split()
) | {*vevent_content.NAMES, own_property.NAME}
CANCELLED = frozenset({"CANCELLED", "CANCELED"})
DATED = ("DTEND", "EXDATE", "RDATE")  # properties whose zone a start without one shares
STATUSES = {
    "CONFIRMED": "scheduled",
    "TENTATIVE": "scheduled",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
    "POSTPONED": "postponed",
}


@dataclass(frozen=True)
class CalendarEvent:
    """An event to be imported. ``start`` and ``end`` are wall-clock times in ``timezone``.

    ``end`` is the moment it is over: for an all-day event midnight after its last day.
    ``line`` is where its VEVENT begins in the file. None means that the file does not say;
    of the venue ``has_venue`` tells whether it does, of the title ``has_title``. One that
    ``is_cancellation`` only tells that the event, or its ``cancelled_dates``, are called off.
    ``content`` has further fields of EventDetails, and overrules the others. ``former`` is the date
    of a series that became an event of its own with this one.
    """

    uid: str
    title: str
    description_html: str | None
    start: datetime
    end: datetime
    timezone: str
    all_day: bool
    status: str | None
    visibility: str | None
    has_venue: bool
    venue_name: str | None
    venue_address: str | None
    geo: tuple[float, float] | None
    url: str | None
    tags: tuple[str, ...] | None
    sequence: int
    version: EventVersion
    recurrence: Recurrence | None
    overrides: tuple[Override, ...]
    line: int
    has_title: bool = True
    is_cancellation: bool = False
    cancelled_dates: tuple[Moment, ...] = ()
    former: FormerDate | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


class Draft:
    """A VEVENT whose lines are read but whose times are not yet understood."""

    def __init__(self, component: Component, zones: Zones, method: str = "") -> None:
        """Read the lines; ``zones`` and ``method`` are those of its calendar."""
        self.line, self.zones, self.method = component.line, zones, method
        self.properties = Properties(component, WANTED)
        self.title = _title(self.properties)
        self.uid = _uid(self.properties)

    @property
    def is_override(self) -> bool:
        """Whether it changes one occurrence of a series."""
        return self.properties.first("RECURRENCE-ID") is not None

    @property
    def has_title(self) -> bool:
        """Whether the file gives it a title."""
        return bool(self.properties.text("SUMMARY").strip())

    @property
    def is_cancellation(self) -> bool:
        """Whether it only tells that an event is called off (RFC 5546 section 3.2.5).

        Feeds such as ours write one without a title for an event that they no longer list.
        """
        status = self.properties.text("STATUS").strip().upper()
        return self.method == "CANCEL" or (status in CANCELLED and not self.has_title)

    @property
    def occurrence(self) -> str:
        """Which occurrence it changes, as the file writes it; "" when it changes none."""
        recurrence_id = self.properties.first("RECURRENCE-ID")
        return recurrence_id.raw.strip() if recurrence_id else ""

    @property
    def age(self) -> tuple[int, str, str, int]:
        """Sorts versions of one event: the greatest is the newest."""
        text = self.properties.text
        return _sequence(self.properties), text("LAST-MODIFIED"), text("DTSTAMP"), self.line

    @property
    def repeats(self) -> bool:
        """Whether it has a rule or dates of its own."""
        return any(self.properties.all(name) for name in ("RRULE", "RDATE"))

    @property
    def is_for_later_dates(self) -> bool:
        """Whether it changes one occurrence of a series and all later ones."""
        which = self.properties.first("RECURRENCE-ID")
        return which is not None and which.parameter("RANGE").upper() == "THISANDFUTURE"

    def start(self, zones: Zones) -> Moment:
        """When it begins; raises ValidationError when that cannot be determined."""
        return read_moment(self._started, zones)

    def span(self, zones: Zones, *, repeats: bool) -> Span:
        """When it takes place; raises ValidationError when that cannot be determined."""
        # Whole days and UTC times name no zone; our own feeds say which they are in.
        zones = zones.shown_in(self.properties.text("X-STAGEDOOR-TIMEZONE"))
        others = [prop for name in DATED for prop in self.properties.all(name)]
        zones = floating_with(self._started, others, zones)
        try:
            return read_span(self.start(zones), self._end(zones), zones, repeats=repeats)
        except OverflowError:
            raise too_far_away() from None

    @property
    def _started(self) -> Property:
        started = self.properties.only("DTSTART")
        if started is None and self.is_cancellation:
            # It need not say when the event was; the time is used for nothing.
            started = self.properties.first("RECURRENCE-ID") or self.properties.first("DTSTAMP")
        if started is None:
            raise ValidationError("start", _("It has no DTSTART, so it is at no time."))
        return started

    def _end(self, zones: Zones) -> Moment | Length:
        ended, length = self.properties.only("DTEND"), self.properties.only("DURATION")
        if ended is not None and ended.raw.strip():
            return read_moment(ended, zones)
        return read_length(length) if length is not None else Length()


def read_event(draft: Draft, span: Span, *, recurrence: Recurrence | None = None) -> CalendarEvent:
    """The event, without overrides; raises ValidationError when a value that matters is unknown.

    A link, a position or a tag that cannot be used is left out: it is no reason to lose the event.
    """
    properties = draft.properties
    own = own_property.read(properties)
    venue_name, venue_address = read_venue(properties)
    content = {} if draft.is_cancellation else vevent_content.read_content(properties)
    if own is not None:
        content |= own_property.venue_of(own) or {}
    return CalendarEvent(
        uid=draft.uid,
        title=draft.title,
        description_html=read_description(properties),
        start=span.start,
        end=span.end,
        timezone=span.timezone,
        all_day=span.all_day,
        status="cancelled" if draft.is_cancellation else read_status(properties),
        visibility=read_visibility(properties),
        has_venue=own is not None or properties.first("LOCATION") is not None,
        venue_name=venue_name,
        venue_address=venue_address,
        geo=vevent_content.read_position(properties),
        url=vevent_content.read_url(properties),
        tags=_tags(properties) or (None if own is None else ()),
        sequence=_sequence(properties),
        version=EventVersion.read(properties),
        recurrence=recurrence,
        overrides=(),
        line=draft.line,
        has_title=draft.has_title,
        is_cancellation=draft.is_cancellation,
        content=content,
    )


def uid_of_occurrence(draft: Draft) -> str:
    """A UID for a changed occurrence that is an event of its own."""
    return _fitting_uid(f"{draft.uid}#{draft.occurrence}")


def read_status(properties: Properties) -> str | None:
    """The event's status; None when there is none, or one that no event has, as of a task."""
    own = own_property.read(properties)
    if own is not None and own.get("status") == "postponed":
        return "postponed"
    return STATUSES.get(properties.text("STATUS").strip().upper())


def read_description(properties: Properties) -> str | None:
    """The description as clean HTML: the HTML that some tools add, else the plain one, or None."""
    rich = properties.first("X-ALT-DESC")
    is_html = rich is not None and rich.parameter("FMTTYPE").lower() == "text/html"
    if rich and is_html and (cleaned := rich_text.from_import(rich.text, is_html=True)):
        return cleaned
    own = own_property.read(properties)
    plain = properties.first("DESCRIPTION")
    if own is not None and (plain is None or "summary" in own):
        return ""  # our feeds write the summary where there is no description
    return rich_text.from_import(plain.text) if plain is not None else None


def read_venue(properties: Properties) -> tuple[str | None, str | None]:
    """Name and address: the first line and the others, as Apple writes them, or a name alone."""
    own = own_property.read(properties)
    if own is not None and (venue := own_property.venue_of(own)):
        return venue["venue_name"], venue["venue_address"]
    location = plain_text.lines(properties.text("LOCATION")[:MAX_LOCATION]).strip()
    name, _newline, rest = location.partition("\n")
    if len(name) > MAX_VENUE:
        name, rest = name.partition(",")[0], location
    name = plain_text.squeeze(name, MAX_VENUE)
    address = plain_text.squeeze(", ".join(rest.split("\n")), MAX_ADDRESS)
    return name or None, address or None


def _title(properties: Properties) -> str:
    title = plain_text.squeeze(properties.text("SUMMARY"), MAX_TITLE)
    return title or _("Untitled event")


def _uid(properties: Properties) -> str:
    """The UID; without one a name made of what the event is, the same at every import."""
    if uid := _fitting_uid(properties.text("UID")):
        return uid
    telling = (properties.first(name) for name in ("SUMMARY", "DTSTART", "DTEND", "LOCATION"))
    written = "\n".join(prop.raw if prop else "" for prop in telling)
    return f"without-uid-{sha256(written.encode()).hexdigest()[:32]}"


def _fitting_uid(written: str) -> str:
    """The UID, or for one that is too long a digest of all of it."""
    uid = plain_text.squeeze(written, MAX_UID + 1)
    if len(uid) <= MAX_UID:
        return uid
    return f"#{sha256(written.encode()).hexdigest()}"


def _sequence(properties: Properties) -> int:
    written = properties.text("SEQUENCE").strip()
    is_number = written.isascii() and written.isdigit() and len(written) < 12
    return min(int(written), MAX_SEQUENCE) if is_number else 0


def read_visibility(properties: Properties) -> str | None:
    """Who may see it; None when the file does not say."""
    written = properties.text("CLASS").strip().upper()
    if not written:
        return None
    own = own_property.read(properties)
    if own is not None and own.get("visibility") == "unlisted":
        return "unlisted"
    # An unknown CLASS counts as PRIVATE (RFC 5545 section 3.8.1.3).
    return "public" if written == "PUBLIC" else "private"


def _tags(properties: Properties) -> tuple[str, ...] | None:
    categories = properties.all("CATEGORIES")
    if not categories:
        return None
    written = [tag for category in categories for tag in category.texts]
    tags = [plain_text.squeeze(tag, event_details.MAX_TAG) for tag in written]
    return tuple(dict.fromkeys(tag for tag in tags if tag))[: event_details.MAX_TAGS]
