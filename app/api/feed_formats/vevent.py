"""An event as VEVENTs: the event or its series, and each changed occurrence."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.api.feed_formats import own_property
from app.api.feed_formats.feed import Json
from app.api.feed_formats.ics_lines import END, line, long_text, text, uri
from app.models.recurrence import whole_days
from app.models.values import rich_text

STATUS = {"scheduled": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
# Readers publish what is PUBLIC; an unlisted event is only for those who have its link.
MAX_HTML = 200_000  # octets of one description: all that an event can have
_END_OF_EVENT = f"END:VEVENT{END}"
CLASS = {"public": "PUBLIC", "unlisted": "PRIVATE"}


def render(event: Json) -> str:
    """The VEVENTs of ``event``."""
    series = event["recurrence"]
    head = "".join(_head(event))
    tail = "".join(_tail(event))
    parts = (_main(event), _repeats(event) if series else "", _venue(event["venue"] or {}))
    body = "".join((head, *parts, tail, own_property.render(event), _END_OF_EVENT))
    for override in series["overrides"] if series else ():
        body += "".join((head, _changed(event, override), tail, _END_OF_EVENT))
    return body


def render_date(event: Json, override: Json) -> str:
    """The VEVENT of one date of a series, with what ``override`` changes."""
    return "".join((*_head(event), _changed(event, override), *_tail(event), _END_OF_EVENT))


def render_tombstone(seen: Json) -> str:
    """The VEVENT that makes calendars remove an event; it holds nothing else of it."""
    span = _span(seen, seen["start"]["local"], seen["end"]["local"])
    return f"{''.join(_head(seen))}{span}STATUS:CANCELLED{END}END:VEVENT{END}"


def zones_of(event: Json) -> Iterator[tuple[str, int]]:
    """The zone of its times, with the year of each; nothing for an all-day event."""
    if event["all_day"]:
        return
    zone, series = event["start"]["timezone"], event.get("recurrence")
    yield zone, int(event["start"]["local"][:4])
    if series:
        for moment in (*series["rdates"], *(changed["start"] for changed in series["overrides"])):
            yield zone, int(moment[:4])


def _head(event: Json) -> Iterator[str]:
    changed = _digits(event["updated_at"])
    yield f"BEGIN:VEVENT{END}"
    yield line("UID", text(event["uid"]))
    yield f"DTSTAMP:{changed}{END}LAST-MODIFIED:{changed}{END}"
    yield f"CREATED:{_digits(event['created_at'])}{END}SEQUENCE:{event['sequence']}{END}"


def _main(event: Json) -> str:
    start, end = event["start"]["local"], event["end"]["local"]
    texts = (event["title"], event["status"], event["description"])
    return _span(event, start, end) + _texts(*texts, summary=event["summary"])


def _changed(event: Json, override: Json) -> str:
    """An override, with the values of the series for what it does not change."""
    html = override["description_html"]
    described = {"html": html, "text": rich_text.to_text(html)} if html else event["description"]
    title = override["title"] or event["title"]
    status = override["status"] or event["status"]
    venue = _changed_venue(event["venue"] or {}, override)
    return "".join(
        (
            _moment("RECURRENCE-ID", event, [override["recurrence_id"]]),
            _span(event, override["start"], override["end"]),
            _texts(title, status, described, summary=event["summary"]),
            _venue(venue),
            own_property.render_changed(event, status, venue),
        )
    )


def _changed_venue(usual: Json, override: Json) -> Json:
    """The venue of a changed date; another one has only a name and an address."""
    name, address = override["venue_name"], override["venue_address"]
    return {"name": name or usual.get("name"), "address": address} if name or address else usual


def _span(event: Json, start: str, end: str) -> str:
    if event["all_day"]:
        # Old rows of all-day events may have clock times.
        days = whole_days.span(datetime.fromisoformat(start), datetime.fromisoformat(end))
        start, end = (moment.isoformat() for moment in days)
    # DTEND must be later than DTSTART (section 3.8.2.2); without it the event ends at its start.
    ended = _moment("DTEND", event, [end]) if end > start else ""
    return _moment("DTSTART", event, [start]) + ended


def _texts(title: str, status: str, described: Json | None, *, summary: str | None) -> str:
    lines = [line("SUMMARY", text(title)), f"STATUS:{STATUS[status]}{END}"]
    plain = described["text"] if described else summary
    if plain:
        lines.append(line("DESCRIPTION", long_text(plain)))
    if described and len(described["html"].encode()) <= MAX_HTML:
        lines.append(line("X-ALT-DESC;FMTTYPE=text/html", text(described["html"])))
    return "".join(lines)


def _venue(venue: Json) -> str:
    parts = (venue.get("address"), venue.get("city"), venue.get("country"))
    where = "\n".join(filter(None, (venue.get("name"), ", ".join(filter(None, parts)))))
    geo = venue.get("geo")
    place = line("LOCATION", text(where)) if where else ""
    return place + (line("GEO", f"{_decimal(geo['lat'])};{_decimal(geo['lon'])}") if geo else "")


def _decimal(degrees: float) -> str:
    """The number without an exponent (section 3.3.7)."""
    return f"{Decimal(repr(degrees)):f}"


def _tail(event: Json) -> Iterator[str]:
    yield line("URL", uri(event["url"]))
    if event["tags"]:
        yield line("CATEGORIES", ",".join(map(text, event["tags"])))
    if event["image"]:
        yield line("IMAGE;VALUE=URI", uri(event["image"]))
    if event["online_url"]:
        yield line("CONFERENCE;VALUE=URI", uri(event["online_url"]))
    yield f"CLASS:{CLASS[event['visibility']]}{END}"
    zone = event["start"]["timezone"]
    if event["all_day"] or zone == "UTC":
        # The standard has no property for it; our own import reads it back.
        yield line("X-STAGEDOOR-TIMEZONE", zone)


def _repeats(event: Json) -> str:
    series = event["recurrence"]
    lines = [line("RRULE", _with_until(series["rrule"], event))] if series["rrule"] else []
    lines += [
        _moment(name, event, series[key])
        for name, key in (("RDATE", "rdates"), ("EXDATE", "exdates"))
        if series[key]
    ]
    return "".join(lines)


def _moment(name: str, event: Json, locals_: list[str]) -> str:
    """The property ``name`` with these local times, of the same kind as the event's."""
    if event["all_day"]:
        return line(f"{name};VALUE=DATE", ",".join(_digits(local[:10]) for local in locals_))
    zone, at = event["start"]["timezone"], event["start"]["local"][10:]
    # A plain date means the one at the usual time.
    values = [_digits(local if "T" in local else local + at) for local in locals_]
    if zone == "UTC":
        return line(name, ",".join(f"{value}Z" for value in values))
    return line(f"{name};TZID={zone}", ",".join(values))


def _with_until(rule: str, event: Json) -> str:
    """The rule with an UNTIL of the same kind as the start (section 3.3.10)."""
    parts = (part.partition("=") for part in rule.split(";"))
    return ";".join(
        f"{name}={_until(value, event) if name == 'UNTIL' else value}" for name, _, value in parts
    )


def _until(value: str, event: Json) -> str:
    if event["all_day"]:
        return value[:8]
    if value.endswith("Z"):
        return value
    # A date means the whole day; a time without a zone is in the zone of the event.
    last = datetime.fromisoformat(value) if "T" in value else _end_of(value)
    aware = last.replace(tzinfo=ZoneInfo(event["start"]["timezone"]))
    return f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _end_of(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day), time()) + timedelta(days=1, seconds=-1)


def _digits(iso: str) -> str:
    return iso.replace("-", "").replace(":", "")
