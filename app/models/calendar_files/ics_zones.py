"""IANA zones for the many names that .ics files use for time zones."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from app.models.calendar_files import vtimezone
from app.models.calendar_files.ics_lines import CalendarFileError, Component
from app.models.calendar_files.vtimezone import ZoneRules
from app.models.values import plain_text, wall_time
from app.models.values.errors import ValidationError

MAX_COMPARED = 20  # definitions under unknown names that are compared with every zone there is
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Zone:
    """A zone of the file. ``name`` is None when no IANA zone keeps its ``rules``."""

    name: str | None
    rules: ZoneRules | None = None

    def instant(self, local: datetime) -> int:
        """Epoch seconds of the wall time ``local``, by the file's own rules where it has some."""
        if self.rules is not None:
            return (local - self.rules.offset(local) - _EPOCH) // timedelta(seconds=1)
        return wall_time.to_epoch(local, self.name or "UTC", strict=False)


UTC = Zone("UTC")


class Zones:
    """What the zone names of one calendar stand for."""

    def __init__(self, calendar: Component, default_timezone: str) -> None:
        """Take over the calendar's definitions, and its own zone, else ``default_timezone``."""
        self._definitions = {
            _value(definition, "TZID").strip("/"): definition
            for definition in calendar.named("VTIMEZONE")
        }
        self._found: dict[str, Zone] = {}
        self._compared: list[int] = []  # lines; shared, as what was found is
        self.display = Zone(_iana(_value(calendar, "X-WR-TIMEZONE")) or default_timezone)

    @property
    def display_name(self) -> str:
        """The IANA zone that times without one of their own are in."""
        return self.display.name or "UTC"

    def shown_in(self, name: str) -> "Zones":
        """The same, where times without a zone of their own are in the IANA zone ``name``, if any.

        What was found out about the others stays shared.
        """
        if name not in wall_time.zone_names():
            return self
        shown = copy(self)
        shown.display = Zone(name)
        return shown

    def find(self, tzid: str, year: int) -> Zone:
        """The zone called ``tzid``; raises ValidationError("timezone", …) when it is unknown.

        ``year`` is when it is needed: definitions tell two years apart from others only.
        """
        if tzid not in self._found:
            self._found[tzid] = self._identify(tzid.strip().strip("/"), year)
        return self._found[tzid]

    def _identify(self, tzid: str, year: int) -> Zone:
        definition = self._definitions.get(tzid)
        rules = vtimezone.read(definition) if definition else None
        name = _iana(tzid)
        if name == tzid or (name and rules is None):
            return Zone(name)
        if definition is None or rules is None:
            raise ValidationError(
                "timezone",
                _("The file does not say what the time zone “%(zone)s” is.", zone=_short(tzid)),
            )
        location = name or _iana(_value(definition, "X-LIC-LOCATION"))
        return Zone(location or self._compare(rules, year, definition.line), rules)

    def _compare(self, rules: ZoneRules, year: int, line: int) -> str | None:
        self._compared.append(line)
        if len(self._compared) > MAX_COMPARED:
            raise CalendarFileError(
                _("The file has too many time zones with names of its own."), line
            )
        return vtimezone.find_equal(rules, year, (self.display_name,))


def _iana(name: str) -> str | None:
    """The IANA zone that ``name`` means: itself, Windows' name, the end of /tool/Region/City."""
    cleaned = name.strip().strip("/")
    parts = cleaned.split("/")[:8]
    candidates = (
        cleaned,
        WINDOWS_TO_OLSON.get(cleaned, ""),
        *("/".join(parts[start:]) for start in range(1, len(parts) - 1)),
    )
    return next(
        (candidate for candidate in candidates if candidate in wall_time.zone_names()), None
    )


def _value(component: Component, name: str) -> str:
    lines = [line for line in component.lines if line.name == name]
    return lines[0].text.partition(":")[2].strip() if lines else ""


def _short(name: str) -> str:
    return plain_text.squeeze(name, 60)
