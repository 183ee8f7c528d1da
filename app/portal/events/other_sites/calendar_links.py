"""Links that add dates to calendars on the web, or subscribe one to a feed."""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OUTLOOK_EVENT = "https://outlook.live.com/calendar/0/action/compose"
MAX_DETAILS = 1000  # characters: an address must not grow too long for a server


class Entry(NamedTuple):
    """What a calendar is to note of one date; times are wall-clock times in ``timezone``."""

    title: str
    start: datetime
    end: datetime
    starts_at: int
    ends_at: int
    timezone: str
    all_day: bool
    place: str
    details: str


def webcal(address: str) -> str:
    """The URL with the scheme that opens a calendar program."""
    return f"webcal:{address.partition(':')[2]}"


def subscribe(address: str, name: str) -> dict[str, str]:
    """Links that subscribe to the calendar at ``address``, by the name of the program."""
    return {
        "webcal": webcal(address),
        "google": f"{GOOGLE}?{_query(cid=webcal(address))}",
        "outlook": f"{OUTLOOK}?{_query(url=address, name=name)}",
    }


def add(entry: Entry) -> dict[str, str]:
    """Links to the forms of these calendars, filled in with ``entry``."""
    details = entry.details[:MAX_DETAILS]
    google = _query(
        action="TEMPLATE",
        text=entry.title,
        dates="/".join(_google_times(entry)),
        ctz=entry.timezone,
        location=entry.place,
        details=details,
    )
    starts, ends = _outlook_times(entry)
    outlook = _query(
        path="/calendar/action/compose",
        rru="addevent",
        subject=entry.title,
        startdt=starts,
        enddt=ends,
        allday="true" if entry.all_day else "",
        location=entry.place,
        body=details,
    )
    return {"google": f"{GOOGLE}?{google}", "outlook": f"{OUTLOOK_EVENT}?{outlook}"}


def _google_times(entry: Entry) -> tuple[str, str]:
    form = "%Y%m%d" if entry.all_day else "%Y%m%dT%H%M%S"
    return entry.start.strftime(form), entry.end.strftime(form)


def _outlook_times(entry: Entry) -> tuple[str, str]:
    if entry.all_day:
        return f"{entry.start:%Y-%m-%d}", f"{entry.end:%Y-%m-%d}"
    starts, ends = (datetime.fromtimestamp(at, UTC) for at in (entry.starts_at, entry.ends_at))
    return f"{starts:%Y-%m-%dT%H:%M:%SZ}", f"{ends:%Y-%m-%dT%H:%M:%SZ}"


def _query(**values: str) -> str:
    return urlencode({name: value for name, value in values.items() if value}, quote_via=quote)
