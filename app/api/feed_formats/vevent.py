"""An event as VEVENTs: itself or its series, and each occurrence that was changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.api.feed_formats.feed import Json
from app.api.feed_formats.ics_lines import END, line, long_text, text, uri
from app.models.recurrence import whole_days
from app.models.values import rich_text

STATUS = {"scheduled": "CONFIRMED", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}
# Readers publish what they get; who has the link may see it, others may not.
CLASS = {"public": "PUBLIC", "unlisted": "PRIVATE"}


def render(event: Json) -> str:
    """The VEVENTs of ``event``."""
    series = event["recurrence"]
    head = "".join(_head(event))
    tail = "".join(_tail(event))
    parts = (_main(event), _repeats(event) if series else "", _venue(event, {}))
    body = "".join((head, *parts, tail))
    if series:
        body += "".join(
            "".join((head, _changed(event, one), _venue(event, one), tail))
            for one in series["overrides"]
        )
    return body


def render_tombstone(seen: Json) -> str:
    """The VEVENT that tells calendars to take off what they saw; it holds nothing else."""
    span = _span(seen, seen["start"]["local"], seen["end"]["local"])
    return f"{''.join(_head(seen))}{span}STATUS:CANCELLED{END}END:VEVENT{END}"


def zones_of(event: Json) -> Iterator[tuple[str, int]]:
    """The zone its times are in, with the years of these; nothing for whole days."""
    if event["all_day"]:
        return
    zone, series = event["start"]["timezone"], event.get("recurrence")
    yield zone, int(event["start"]["local"][:4])
    if series:
        for moment in (*series["rdates"], *(one["start"] for one in series["overrides"])):
            yield zone, int(moment[:4])


def _head(event: Json) -> Iterator[str]:
    changed = _instant(event["updated_at"])
    yield f"BEGIN:VEVENT{END}"
    yield line("UID", text(event["uid"]))
    yield f"DTSTAMP:{changed}{END}LAST-MODIFIED:{changed}{END}"
    yield f"CREATED:{_instant(event['created_at'])}{END}SEQUENCE:{event['sequence']}{END}"


def _main(event: Json) -> str:
    start, end = event["start"]["local"], event["end"]["local"]
    said = (event["title"], event["status"], event["description"])
    return _span(event, start, end) + _said(*said, summary=event["summary"])


def _changed(event: Json, one: Json) -> str:
    """What an override says, and what it leaves as it is in the series."""
    html = one["description_html"]
    described = {"html": html, "text": rich_text.to_text(html)} if html else event["description"]
    title, status = one["title"] or event["title"], one["status"] or event["status"]
    return "".join(
        (
            _moment("RECURRENCE-ID", event, [one["recurrence_id"]]),
            _span(event, one["start"], one["end"]),
            _said(title, status, described, summary=event["summary"]),
        )
    )


def _span(event: Json, start: str, end: str) -> str:
    if event["all_day"]:
        # Stored before whole days were made sure of, it may have clock times.
        days = whole_days.span(datetime.fromisoformat(start), datetime.fromisoformat(end))
        start, end = (moment.isoformat() for moment in days)
    # The end has to be later than the start (section 3.8.2.2); without one it is the start.
    ended = _moment("DTEND", event, [end]) if end > start else ""
    return _moment("DTSTART", event, [start]) + ended


def _said(title: str, status: str, described: Json | None, *, summary: str | None) -> str:
    lines = [line("SUMMARY", text(title)), f"STATUS:{STATUS[status]}{END}"]
    plain = described["text"] if described else summary
    if plain:
        lines.append(line("DESCRIPTION", long_text(plain)))
    if described and len(described["html"].encode()) <= 60_000:
        lines.append(line("X-ALT-DESC;FMTTYPE=text/html", text(described["html"])))
    return "".join(lines)


def _venue(event: Json, changed: Json) -> str:
    venue = event["venue"] or {}
    name = changed.get("venue_name") or venue.get("name")
    address = changed.get("venue_address") or venue.get("address")
    parts = (address, venue.get("city"), venue.get("country"))
    where = "\n".join(filter(None, (name, ", ".join(filter(None, parts)))))
    geo = venue.get("geo")
    place = line("LOCATION", text(where)) if where else ""
    return place + (line("GEO", f"{geo['lat']};{geo['lon']}") if geo else "")


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
        # The standard has no place for it, and our own import asks for it.
        yield line("X-STAGEDOOR-TIMEZONE", zone)
    yield f"END:VEVENT{END}"


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
    """The property ``name`` with these wall times, as the event has its own."""
    if event["all_day"]:
        return line(f"{name};VALUE=DATE", ",".join(_digits(local[:10]) for local in locals_))
    zone, values = event["start"]["timezone"], [_digits(_full(local)) for local in locals_]
    if zone == "UTC":
        return line(name, ",".join(f"{value}Z" for value in values))
    return line(f"{name};TZID={zone}", ",".join(values))


def _with_until(rule: str, event: Json) -> str:
    """The rule with an UNTIL of the kind that the start has (section 3.3.10)."""
    parts = (part.partition("=") for part in rule.split(";"))
    return ";".join(
        f"{name}={_until(value, event) if name == 'UNTIL' else value}" for name, _, value in parts
    )


def _until(value: str, event: Json) -> str:
    if event["all_day"]:
        return value[:8]
    if value.endswith("Z"):
        return value
    # A date is the whole day, a time without a zone one where the event is.
    last = datetime.fromisoformat(value) if "T" in value else _end_of(value)
    aware = last.replace(tzinfo=ZoneInfo(event["start"]["timezone"]))
    return f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _end_of(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day), time()) + timedelta(days=1, seconds=-1)


def _full(local: str) -> str:
    return local if "T" in local else f"{local}T00:00:00"


def _digits(iso: str) -> str:
    return iso.replace("-", "").replace(":", "")


def _instant(stamp: str) -> str:
    return _digits(stamp)
