"""What anybody may see: the page of an event that is neither draft nor private nor deleted."""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import event_html, timestamps
from app.models.event import Event
from app.models.team import Team

SCHEMA_STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}


def find(team_slug: str, event_slug: str) -> Event | None:
    """The event of this team, by its present or a former slug."""
    team = Team.find(team_slug)
    if team is None:
        return None
    return db.session.scalar(
        select(Event).where(Event.team_id == team.id, Event.slug == event_slug, Event.shared())
    )


def find_anywhere(event_slug: str) -> Event | None:
    """The event of whatever team; of several with this slug the one that was there first."""
    found = select(Event).where(Event.slug == event_slug, Event.shared())
    return db.session.scalar(found.order_by(Event.id).limit(1))


def to_json_ld(event: Event, page_url: str) -> dict[str, Any]:
    """The event as schema.org/Event, for search engines."""
    described = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": page_url,
        "startDate": _moment(event, event.starts_at),
        "endDate": _moment(event, event.ends_at, is_end=True),
        "eventStatus": SCHEMA_STATUS[event.status],
        "eventAttendanceMode": f"https://schema.org/{_attendance(event)}EventAttendanceMode",
        "description": event.summary or event_html.to_text(event.description_html) or None,
        "image": event.image_url,
        "location": _locations(event) or None,
        "organizer": {"@type": "Organization", "name": event.team.name},
    }
    return {name: value for name, value in described.items() if value is not None}


def _moment(event: Event, epoch: int, *, is_end: bool = False) -> str:
    if event.all_day:
        # Schema.org's last day is the last on which it takes place.
        last = max(event.start.date(), event.end.date().fromordinal(event.end.toordinal() - 1))
        return (last if is_end else event.start.date()).isoformat()
    return timestamps.rfc3339(epoch)


def _attendance(event: Event) -> str:
    if not event.online_url:
        return "Offline"
    return "Mixed" if event.venue_name else "Online"


def _locations(event: Event) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.online_url:
        places.append({"@type": "VirtualLocation", "url": event.online_url})
    if event.venue_name or event.venue_address or event.venue_city:
        address = {
            "@type": "PostalAddress",
            "streetAddress": event.venue_address,
            "addressLocality": event.venue_city,
            "addressCountry": event.venue_country,
        }
        known = {name: value for name, value in address.items() if value is not None}
        places.append({"@type": "Place", "name": event.venue_name or "", "address": known})
    return places
