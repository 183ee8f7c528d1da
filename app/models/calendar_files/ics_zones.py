"""IANA zones for the many names that .ics files use for time zones."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.language.texts import gettext as _
from app.models.calendar_files import ics_zone_names, vtimezone
from app.models.calendar_files.ics_lines import Component
from app.models.calendar_files.vtimezone import ZoneRules
from app.models.values import plain_text, wall_time
from app.models.values.errors import ValidationError

MAX_COMPARED = 20  # definitions of a file that are compared with every zone there is
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Zone:
    """A zone of the file. ``name`` is None when no IANA zone keeps its ``rules``.

    ``is_offset`` is true where only the distance from UTC is meant, and no place. ``is_named`` is
    true where the file calls the zone by a name that means ``name``, whatever its rules are.
    """

    name: str | None
    rules: ZoneRules | None = None
    is_offset: bool = False
    is_named: bool = False

    def instant(self, local: datetime) -> int:
        """Epoch seconds of the wall time ``local``, by the file's own rules where it has some."""
        if self.rules is not None:
            return (local - self.rules.offset(local) - _EPOCH) // timedelta(seconds=1)
        return wall_time.to_epoch(local, self.name or "UTC", strict=False)


UTC = Zone("UTC", is_offset=True)
# What was found for the definitions of a file that were compared with every zone.
Compared = dict[tuple[ZoneRules, int, str], str | None]


class Zones:
    """What the zone names of one calendar stand for.

    ``display`` is the zone in which times are shown that have no place; ``floating`` that of
    times that name no zone. ``is_named`` is true where the calendar says which zone that is.
    """

    def __init__(self, calendar: Component, default_timezone: str, compared: Compared) -> None:
        """Take over the calendar's definitions, and its own zone, else ``default_timezone``.

        ``compared`` is the same for all calendars of the file, whose work it limits.
        """
        self._definitions = {
            ics_zone_names.clean(_value(definition, "TZID")): definition
            for definition in calendar.named("VTIMEZONE")
        }
        self._found: dict[str, Zone | ValidationError] = {}
        self._compared = compared
        own = ics_zone_names.iana(ics_zone_names.clean(_value(calendar, "X-WR-TIMEZONE")))
        self.is_named = own is not None
        self.display = self.floating = Zone(own or default_timezone)

    @property
    def named(self) -> str | None:
        """The IANA zone that the calendar itself names; None without one."""
        return self.display_name if self.is_named else None

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
        shown.display = shown.floating = Zone(name)
        shown.is_named = True
        return shown

    def floating_in(self, zone: Zone) -> "Zones":
        """The same, where times that name no zone are in ``zone`` unless the calendar has one."""
        if self.is_named:
            return self
        floating = copy(self)
        floating.floating = zone
        return floating

    def find(self, tzid: str, year: int) -> Zone:
        """The zone called ``tzid``; raises ValidationError("timezone", …) when it is unknown.

        ``year`` is when it is needed: definitions tell two years apart from others only.
        """
        name = ics_zone_names.clean(tzid)
        if name not in self._found:
            try:
                self._found[name] = self._identify(name, year)
            except ValidationError as error:
                self._found[name] = error
        zone = self._found[name]
        if isinstance(zone, ValidationError):
            raise ValidationError(zone.field, zone.message)
        return zone

    def _identify(self, tzid: str, year: int) -> Zone:
        definition = self._definitions.get(tzid)
        rules = vtimezone.read(definition) if definition else None
        name = ics_zone_names.iana(tzid)
        if name == tzid or (name and rules is None):
            return Zone(name)
        if definition is None or rules is None:
            return self._by_name(tzid, definition)
        if rules.constant is not None and not name:
            return _fixed(rules.constant, year)
        location = name or _location(definition)
        zone = location or self._compare(tzid, rules, year)
        return Zone(zone, rules, is_named=location is not None)

    def _by_name(self, tzid: str, definition: Component | None) -> Zone:
        """The zone that the name alone gives away, or the place in a definition that is no use."""
        place = (_location(definition) if definition else None) or ics_zone_names.city(tzid)
        if place is not None:
            return Zone(place)
        ahead = ics_zone_names.offset(tzid)
        if ahead is None:
            raise ValidationError(
                "timezone",
                _("The file does not say what the time zone “%(zone)s” is.", zone=_short(tzid)),
            )
        return _fixed(ahead, vtimezone.YEARS[-1])

    def _compare(self, tzid: str, rules: ZoneRules, year: int) -> str | None:
        key = rules, year, self.display_name
        if key not in self._compared:
            if len(self._compared) >= MAX_COMPARED:
                reason = _("The file makes up more than %(n)d time zones.", n=MAX_COMPARED)
                message = _("“%(zone)s” is no known time zone.", zone=_short(tzid))
                raise ValidationError("timezone", f"{message} {reason}")
            self._compared[key] = vtimezone.find_equal(rules, year, (self.display_name,))
        return self._compared[key]


def _fixed(ahead: timedelta, year: int) -> Zone:
    """The zone that is always ``ahead`` of UTC."""
    if (name := ics_zone_names.of_offset(ahead)) is not None:
        return UTC if name == "UTC" else Zone(name, is_offset=True)
    rules = ZoneRules.always(ahead)
    return Zone(vtimezone.find_equal(rules, year, ()), rules, is_offset=True)


def _location(definition: Component) -> str | None:
    return ics_zone_names.iana(ics_zone_names.clean(_value(definition, "X-LIC-LOCATION")))


def _value(component: Component, name: str) -> str:
    lines = [line for line in component.lines if line.name == name]
    return lines[0].text.partition(":")[2].strip() if lines else ""


def _short(name: str) -> str:
    return plain_text.squeeze(name, 60)
