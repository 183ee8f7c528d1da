"""An event as an entry of a feed: a title, and a text that begins with time and place."""

import html
import re
from datetime import datetime, timedelta

from app.api.feed_formats.feed import Json

# Characters that XML 1.0 forbids (section 2.2).
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def title(event: Json) -> str:
    """Its title, with the status in front unless it is scheduled."""
    status = event["status"]
    return event["title"] if status == "scheduled" else f"{status.capitalize()}: {event['title']}"


def content(event: Json) -> str:
    """HTML: time, place and online address, then summary and description."""
    facts = [moment(event), place(event), event["online_url"] or ""]
    lines = [f"<p>{'<br>'.join(html.escape(fact) for fact in facts if fact)}</p>"]
    if event["summary"]:
        lines.append(f"<p>{html.escape(event['summary'])}</p>")
    if event["description"]:
        lines.append(event["description"]["html"])
    return "".join(lines)


def moment(event: Json) -> str:
    """Its start in local time: "Sat, 27 Mar 2027, 20:00 (Europe/Rome)"."""
    start, end = (datetime.fromisoformat(event[name]["local"]) for name in ("start", "end"))
    if event["all_day"]:
        last = max(start, end - timedelta(days=1))
        days = f"{start:%a, %d %b %Y}"
        return days if last == start else f"{days} to {last:%a, %d %b %Y}"
    return f"{start:%a, %d %b %Y, %H:%M} ({event['start']['timezone']})"


def place(event: Json) -> str:
    """Its place on one line; "" when unknown."""
    venue = event["venue"] or {}
    parts = (venue.get(name) for name in ("name", "address", "city", "country"))
    return ", ".join(filter(None, parts))


def xml(text: str) -> str:
    """``text`` as the content of an element or attribute."""
    return html.escape(_NO_XML.sub("", text))
