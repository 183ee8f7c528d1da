"""A team's events as a calendar (RFC 5545, with properties of RFC 7986)."""

from collections.abc import Iterable, Iterator

from app.api.feed_formats import vevent, vtimezone
from app.api.feed_formats.feed import Feed, Json
from app.api.feed_formats.ics_lines import END, line, text, uri

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = "PT1H"  # how often apps should fetch it


def render(feed: Feed) -> Iterator[str]:
    """The calendar in pieces, each a batch of events."""
    yield _head(feed.team.name, feed.home)
    zones, is_empty = Zones(), True
    for events in feed.batches():
        is_empty = False
        yield _components(events, zones)
    tombstones = feed.tombstones()
    yield zones.define(pair for tombstone in tombstones for pair in vevent.zones_of(tombstone))
    yield "".join(map(vevent.render_tombstone, tombstones))
    if is_empty and not tombstones:  # a calendar has at least one component (section 3.6)
        yield zones.define([(feed.team.timezone, 2020)]) or vtimezone.definition("UTC", 2020)
    yield f"END:VCALENDAR{END}"


def render_one(event: Json, feed: Feed) -> str:
    """A calendar of this event only."""
    head = _head(event["title"], event["links"]["html"])
    return f"{head}{_components([event], Zones())}END:VCALENDAR{END}"


def render_dates(event: Json, overrides: list[Json], feed: Feed) -> str:
    """A calendar of these dates of a series alone, each with its RECURRENCE-ID.

    So a calendar that already has the series changes nothing but these dates, and one that does
    not shows them as single events.
    """
    head = _head(event["title"], event["links"]["html"])
    zones = Zones().define(vevent.zones_of(event))
    dates = "".join(vevent.render_date(event, override) for override in overrides)
    return f"{head}{zones}{dates}END:VCALENDAR{END}"


class Zones:
    """The time zones of one calendar, each defined once, before the first event that needs it."""

    def __init__(self) -> None:
        """Start without any."""
        self._defined: set[str] = set()

    def define(self, used: Iterable[tuple[str, int]]) -> str:
        """Definitions of the zones that have none yet, valid from these years on."""
        first: dict[str, int] = {}
        for name, year in used:
            if name != "UTC" and name not in self._defined:
                first[name] = min(year, first.get(name, year))
        self._defined.update(first)
        decades = {name: (year - 1) // 10 * 10 for name, year in first.items()}
        return "".join(vtimezone.definition(name, decades[name]) for name in sorted(first))


def _components(events: list[Json], zones: Zones) -> str:
    used = [pair for event in events for pair in vevent.zones_of(event)]
    return zones.define(used) + "".join(map(vevent.render, events))


def _head(name: str, page: str) -> str:
    # Without X-WR-TIMEZONE: some readers would move series in UTC by it.
    return "".join(
        (
            f"BEGIN:VCALENDAR{END}VERSION:2.0{END}PRODID:-//Stagedoor//Events//EN{END}",
            f"CALSCALE:GREGORIAN{END}",
            line("NAME", text(name)),
            line("X-WR-CALNAME", text(name)),
            line("URL", uri(page)),
            f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}{END}X-PUBLISHED-TTL:{REFRESH}{END}",
        )
    )
