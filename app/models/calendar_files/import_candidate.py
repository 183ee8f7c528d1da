"""An event of a calendar file as details the house has checked, and what it does to a known one.

Checking and cleaning take most of an import's time and need no database: whoever does them first
keeps other writers waiting for the rest only.
"""

from dataclasses import dataclass, replace
from typing import Any

from app.models.calendar_files.ics_file import CalendarFile, Refusal
from app.models.calendar_files.vevent import CalendarEvent
from app.models.events.event_details import VISIBILITIES, EventDetails
from app.models.values.errors import ValidationError


@dataclass(frozen=True)
class EventCandidate:
    """An event that may be imported; ``details`` are those of a new one."""

    found: CalendarEvent
    details: EventDetails

    def over(self, known: EventDetails) -> EventDetails:
        """``known`` with what the file says; it keeps what the file does not speak about.

        A draft stays a draft, and nobody sees more of an event than before: what organizers hid
        here, calendars elsewhere know nothing of.
        """
        said = {name: getattr(self.details, name) for name in self._said()}
        if known.status == "draft":
            said["status"] = "draft"
        if "visibility" in said:
            said["visibility"] = max(known.visibility, said["visibility"], key=VISIBILITIES.index)
        return replace(known, **self._elsewhere(known), **said)

    def _said(self) -> set[str]:
        names = {"title", "start", "end", "timezone", "all_day", "recurrence", "overrides"}
        optional = ("description_html", "status", "visibility", "url", "tags")
        names |= {name for name in optional if getattr(self.found, name) is not None}
        if self.found.has_venue:
            names |= {"venue_name", "venue_address"}
        if self.found.geo is not None:
            names |= {"latitude", "longitude"}
        return names

    def _elsewhere(self, known: EventDetails) -> dict[str, Any]:
        """What is no longer so of a venue that the file moves; {} when it stays where it is."""
        venue = (self.details.venue_name, self.details.venue_address)
        if not self.found.has_venue or venue == (known.venue_name, known.venue_address):
            return {}
        gone = {"venue_city", "venue_country", "latitude", "longitude"} - self._said()
        return dict.fromkeys(gone)


@dataclass(frozen=True)
class CheckedFile:
    """A calendar file's events that the house takes, and those that it or the reading refused."""

    candidates: tuple[EventCandidate, ...]
    refusals: tuple[Refusal, ...]


def check_file(calendar_file: CalendarFile) -> CheckedFile:
    """Check and clean every event of the file. Hold no transaction open meanwhile."""
    candidates, refusals = [], list(calendar_file.refusals)
    for found in calendar_file.events:
        try:
            candidates.append(EventCandidate(found, _details(found)))
        except ValidationError as error:
            refusals.append(Refusal(found.line, found.uid, found.title, error.message))
    return CheckedFile(tuple(candidates), tuple(refusals))


def _details(found: CalendarEvent) -> EventDetails:
    """What the event is when it is new; raises ValidationError."""
    latitude, longitude = found.geo or (None, None)
    details = EventDetails(
        title=found.title,
        start=found.start,
        end=found.end,
        timezone=found.timezone,
        all_day=found.all_day,
        description_html=found.description_html or "",
        status=found.status or "scheduled",
        visibility=found.visibility or "public",
        venue_name=found.venue_name,
        venue_address=found.venue_address,
        latitude=latitude,
        longitude=longitude,
        url=found.url,
        tags=found.tags or (),
        recurrence=found.recurrence,
        overrides=found.overrides,
    )
    return details.checked(strict=False)
