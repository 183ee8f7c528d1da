"""Wall-clock times and IANA zones, and the conversion to instants."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = range(1000, 9001)  # four digits everywhere, and room for every zone's offset
NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})  # files of the zone database


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name this machine knows."""
    return frozenset(available_timezones() - NOT_PLACES)


@lru_cache(1024)  # more than there are; a list of events needs them sixty times
def zone(name: str) -> ZoneInfo:
    """The IANA zone ``name``; raises ValidationError("timezone", …) when there is none."""
    # Asked of the list, not of ZoneInfo: that opens files, and "Europe" is a folder.
    if name not in zone_names():
        raise ValidationError("timezone", _("Choose a time zone such as Europe/Rome or UTC."))
    return ZoneInfo(name)


def to_epoch(local: datetime, timezone: str, *, fold: int = 0, strict: bool = True) -> int:
    """Epoch seconds of the wall time ``local`` in ``timezone``.

    A doubled time is the first of the two, or the second with ``fold=1``. A time that a clock
    change skips is refused; without ``strict`` it moves forward by as much as the clocks did
    (RFC 5545 section 3.3.5), which takes a skipped midnight to the first moment of its day.
    """
    if local.year not in YEARS:
        raise ValidationError("start", _("Give a year from 1000 to 9000."))
    aware = local.replace(tzinfo=zone(timezone), fold=fold)
    seconds = (aware - EPOCH) // timedelta(seconds=1)
    if strict and from_epoch(seconds, timezone) != local.replace(tzinfo=None, microsecond=0):
        raise ValidationError(
            "start", _("The clocks skip this time in %(zone)s. Choose another.", zone=timezone)
        )
    return seconds


def existing(local: datetime, timezone: str) -> datetime:
    """``local``, naive, moved forward with the clocks where a change skips it."""
    before = local.replace(tzinfo=zone(timezone), fold=0)
    sides = (before, before.replace(fold=1))
    offsets = [side.utcoffset() or timedelta() for side in sides]
    return local + max(offsets[1] - offsets[0], timedelta())


def from_epoch(seconds: int, timezone: str) -> datetime:
    """The wall time in ``timezone``, naive, at ``seconds`` since the epoch."""
    moment = EPOCH + timedelta(seconds=seconds)
    return moment.astimezone(zone(timezone)).replace(tzinfo=None, fold=0)
