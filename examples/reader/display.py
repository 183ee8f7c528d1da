"""How an event reads on the page: dates and places as short sentences."""

from datetime import UTC, datetime, timedelta


def in_words(event):
    """Return what the page shows of one event of the API."""
    start = datetime.fromisoformat(event["next"]["start"]["local"])
    instant = event["next"]["start"]["utc"]
    return {
        "title": event["title"],
        "summary": event["summary"],
        "link": event["links"]["html"],
        "instant": instant,
        "has_begun": datetime.fromisoformat(instant) < datetime.now(UTC),
        "day": start.strftime("%-d"),
        "month": start.strftime("%b %Y"),
        "when": when(event, start),
        "where": where(event),
        "status": event["status"],
        "repeats": event["recurrence"] is not None,
    }


def when(event, start):
    """Say when it is, in the event's own time zone: that is where people will be."""
    end = datetime.fromisoformat(event["next"]["end"]["local"])
    if event["all_day"]:
        last = end - timedelta(days=1)  # ``end`` is the midnight after the last day
        return f"{start:%a}, all day" if last <= start else f"{start:%a} to {last:%a %-d %b}"
    zone = event["start"]["timezone"].rpartition("/")[2].replace("_", " ")
    return f"{start:%a %H:%M} to {end:%H:%M}, {zone} time"


def where(event):
    """Say where it is; None when nobody said."""
    venue = event["venue"] or {}
    parts = [part for part in (venue.get("name"), venue.get("city")) if part]
    return ", ".join(parts) or ("Online" if event["online_url"] else None)
