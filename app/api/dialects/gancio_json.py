"""An event in the JSON that Gancio's clients read."""

from typing import Any

from app.models.event_queries import public_event
from app.models.events import event_image
from app.models.events.event import Event
from app.models.values import timestamps


def represent(event: Event) -> dict[str, Any]:
    """The event; times are Unix seconds, ``end_datetime`` is null for an unknown end.

    ``media`` has a picture that is stored here; ``image_url`` is the URL of any picture.
    """
    return {
        "id": event.id,
        "slug": public_event.unique_slug(event),
        "title": event.title,
        "description": event.description_html,
        "start_datetime": event.starts_at,
        "end_datetime": event.ends_at if event.ends_at > event.starts_at else None,
        "media": _media(event.image_url),
        "image_url": event.image_url,
        "is_visible": event.is_public,
        "status": event.status,
        "tags": list(event.tags),
        "place": {"name": event.venue_name, "address": event.venue_address},
        "online_locations": [event.online_url] if event.online_url else [],
        "createdAt": timestamps.rfc3339(event.created_at),
        "updatedAt": timestamps.rfc3339(event.updated_at),
    }


def _media(image_url: str | None) -> list[dict[str, Any]]:
    # Clients prepend the address of the folder to ``url``; the focal point is the middle.
    name = event_image.name_in(image_url)
    return [{"url": name, "name": "", "focalpoint": [0, 0]}] if name else []
