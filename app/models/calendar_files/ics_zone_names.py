"""What the names of time zones in .ics files mean: IANA zones, offsets, cities."""

import re
from datetime import timedelta
from functools import cache

from app.models.values import wall_time
from app.models.values.zone_places import LARGE_CITIES, cities

MAX_PARTS = 8  # of a name with slashes that are looked at
MAX_CITIES = 12  # of a name that lists some
FURTHEST = timedelta(hours=14)  # from UTC; no zone is further
_UNIVERSAL = frozenset({"utc", "gmt", "z", "zulu", "uct"})
_OFFSET = re.compile(
    r"\(?(?:UTC|GMT)?\s?([+-])(\d{1,2})(?:[:.]?([0-5]\d))?\)?(?P<rest>.*)", re.ASCII | re.IGNORECASE
)
_LABEL = re.compile(r"\((?:UTC|GMT)[^)]*\)", re.ASCII | re.IGNORECASE)


def clean(name: str) -> str:
    """``name`` without quotes, the escapes of TEXT and needless slashes and spaces."""
    plain = re.sub(r"\\([\\,;:\"])", r"\1", name.strip().strip('"'))
    return " ".join(plain.replace("\u2212", "-").split()).strip("/")


def iana(name: str) -> str | None:
    """The IANA zone that the clean ``name`` is: itself, Windows' name, or /tool/Region/City."""
    parts = name.split("/")[:MAX_PARTS]
    ends = ["/".join(parts[start:]) for start in range(1, len(parts) - 1)]
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    candidates = (name, WINDOWS_TO_OLSON.get(name, ""), *ends)
    zones = (candidate for candidate in candidates if candidate in wall_time.zone_names())
    if (zone := next(zones, None)) is not None:
        return zone
    return "UTC" if parts[-1].casefold() in _UNIVERSAL else None


def offset(name: str) -> timedelta | None:
    """How far ahead of UTC a name such as GMT+0200 or (UTC+05:30) Kolkata is; None for others.

    People write what is east of Greenwich with a plus, unlike the zones that begin with Etc/.
    """
    match = _OFFSET.fullmatch(name)
    is_label = match is not None and name.startswith("(")
    if match is None or (match["rest"] and not is_label):
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return None if size > FURTHEST else -size if match[1] == "-" else size


def city(name: str) -> str | None:
    """The IANA zone of a name in another case, or of the first city in it that has one."""
    if offset(name) is not None and not name.startswith("("):
        return None  # GMT+2 is not Etc/GMT+2
    listed = re.split("[,/;]", _LABEL.sub("", name))[:MAX_CITIES]
    places = (" ".join(part.split()).casefold() for part in (name, *listed))
    return next((_places()[place] for place in places if place in _places()), None)


@cache
def _places() -> dict[str, str]:
    """Zones by their names, and by the cities that people know them by, in small letters."""
    zones = {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in cities()}
    large = {place.casefold(): zone for zone, places in LARGE_CITIES.items() for place in places}
    return large | zones | {zone.casefold(): zone for zone in wall_time.zone_names()}


def of_offset(ahead: timedelta) -> str | None:
    """The IANA zone that is always as far ahead of UTC, where there is one without a place."""
    hours, rest = divmod(ahead, timedelta(hours=1))
    name = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return name if not rest and name in wall_time.zone_names() else None
