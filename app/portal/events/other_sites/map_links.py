"""Links to a map of where an event takes place."""

from urllib.parse import quote

from app.models.events.event import Event

MAP = "https://www.openstreetmap.org"
ZOOM = 17  # a few streets


def of(event: Event) -> str | None:
    """The map at its coordinates, else a search for its address; None without either."""
    if event.latitude is not None and event.longitude is not None:
        at = f"{event.latitude:.6f}", f"{event.longitude:.6f}"
        return f"{MAP}/?mlat={at[0]}&mlon={at[1]}#map={ZOOM}/{at[0]}/{at[1]}"
    address = (event.venue_address, event.venue_city, event.venue_country)
    if not (event.venue_address or event.venue_city):
        return None
    return f"{MAP}/search?query={quote(', '.join(part for part in address if part))}"
