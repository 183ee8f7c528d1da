"""An event of a calendar file as validated details, and the event that it would change.

Checking and cleaning take most of an import's time and need no database: doing them first
keeps other writers waiting for the rest only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.models.calendar_files import hidden_series, vevent_series
from app.models.calendar_files.ics_file import CalendarFile, Refusal
from app.models.calendar_files.vevent import CalendarEvent
from app.models.events.event_details import VISIBILITIES, EventDetails
from app.models.values.errors import ValidationError


@dataclass(frozen=True)
class EventCandidate:
    """An event that may be imported; ``details`` are those of a new one."""

    vevent: CalendarEvent
    details: EventDetails

    def over(self, stored: EventDetails) -> EventDetails:
        """``stored`` with what the file says; it keeps what the file does not speak about.

        A draft stays a draft, and no event becomes more visible than before: the source does not
        know what organizers hid here. A cancellation changes nothing else.
        """
        if self.vevent.is_cancellation:
            return self._cancelled(stored)
        merged = self.details.with_private_dates(self._without_excluded(stored))
        changes = {name: getattr(merged, name) for name in self._said()}
        if stored.status == "draft":
            changes["status"] = "draft"
        if "visibility" in changes:
            changes["visibility"] = max(
                stored.visibility, changes["visibility"], key=VISIBILITIES.index
            )
        return replace(stored, **self._moved_venue(stored), **changes)

    def beside(self, series: Mapping[str, EventDetails | None]) -> EventDetails:
        """``details``, no more visible than in the one of ``series`` that had their dates."""
        former = self.vevent.former
        stored = series.get(former.uid) if former is not None else None
        if former is None or stored is None:
            return self.details
        return hidden_series.hide(self.details, former, stored)

    def _cancelled(self, stored: EventDetails) -> EventDetails:
        if self.vevent.cancelled_dates:
            return vevent_series.cancel_dates(self.vevent.cancelled_dates, stored)
        return stored if stored.status == "draft" else replace(stored, status="cancelled")

    def _said(self) -> set[str]:
        names = {"start", "end", "timezone", "all_day", "recurrence", "overrides"}
        optional = ("description_html", "status", "visibility", "url", "tags")
        names |= {name for name in optional if getattr(self.vevent, name) is not None}
        if self.vevent.has_title:
            names.add("title")
        if self.vevent.has_venue:
            names |= {"venue_name", "venue_address"}
        if self.vevent.geo is not None:
            names |= {"latitude", "longitude"}
        return names | self.vevent.content.keys()

    def _without_excluded(self, stored: EventDetails) -> EventDetails:
        """``stored`` without its changes of dates that the file has no more."""
        gone = self.details.recurrence.exdates if self.details.recurrence else ()
        kept = tuple(
            override for override in stored.overrides if override.recurrence_id not in gone
        )
        return replace(stored, overrides=kept)

    def _moved_venue(self, stored: EventDetails) -> dict[str, Any]:
        """What is no longer so of a venue that the file moves; {} when it stays where it is."""
        venue = (self.details.venue_name, self.details.venue_address)
        if not self.vevent.has_venue or venue == (stored.venue_name, stored.venue_address):
            return {}
        gone = {"venue_city", "venue_country", "latitude", "longitude"} - self._said()
        return dict.fromkeys(gone)


@dataclass(frozen=True)
class CheckedFile:
    """A calendar file's events that the house takes, and those that it or the reading refused."""

    candidates: tuple[EventCandidate, ...]
    refusals: tuple[Refusal, ...]


def check_file(calendar_file: CalendarFile) -> CheckedFile:
    """Check and clean every event of the file. Call it without an open transaction."""
    candidates, refusals = [], list(calendar_file.refusals)
    for vevent in calendar_file.events:
        try:
            candidates.append(EventCandidate(vevent, _details(vevent)))
        except ValidationError as error:
            refusals.append(Refusal(vevent.line, vevent.uid, vevent.title, error.message))
    return CheckedFile(tuple(candidates), tuple(refusals))


def _details(vevent: CalendarEvent) -> EventDetails:
    """What the event is when it is new; raises ValidationError."""
    latitude, longitude = vevent.geo or (None, None)
    details = EventDetails(
        title=vevent.title,
        start=vevent.start,
        end=vevent.end,
        timezone=vevent.timezone,
        all_day=vevent.all_day,
        description_html=vevent.description_html or "",
        status=vevent.status or "scheduled",
        visibility=vevent.visibility or "public",
        venue_name=vevent.venue_name,
        venue_address=vevent.venue_address,
        latitude=latitude,
        longitude=longitude,
        url=vevent.url,
        tags=vevent.tags or (),
        recurrence=vevent.recurrence,
        overrides=vevent.overrides,
    )
    return replace(details, **vevent.content).checked(strict=False)
