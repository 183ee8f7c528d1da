"""An event as Gancio's clients read it."""

from typing import Any

from app.models import public_event, timestamps
from app.models.event import Event


def represent(event: Event) -> dict[str, Any]:
    """The event; times are Unix seconds, ``end_datetime`` is null where nobody named an end.

    ``media`` is always empty: pictures are not kept here, ``image_url`` says where they are.
    """
    return {
        "id": event.id,
        "slug": public_event.unique_slug(event),
        "title": event.title,
        "description": event.description_html,
        "start_datetime": event.starts_at,
        "end_datetime": event.ends_at if event.ends_at > event.starts_at else None,
        "media": [],
        "image_url": event.image_url,
        "is_visible": event.visibility == "public",
        "status": event.status,
        "tags": list(event.tags),
        "place": {"name": event.venue_name, "address": event.venue_address},
        "online_locations": [event.online_url] if event.online_url else [],
        "createdAt": timestamps.rfc3339(event.created_at),
        "updatedAt": timestamps.rfc3339(event.updated_at),
    }
