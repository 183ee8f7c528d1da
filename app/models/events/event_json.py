"""The event as JSON (version 1), rendered when it is written, so that reads only join bytes."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

import orjson

from app.models.events import event_address
from app.models.events.event_details import EventDetails
from app.models.events.event_row import EventRow
from app.models.events.next_date import EventDate
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.recurrence import Override
from app.models.values import rich_text, timestamps

SHAPE = 4  # of the JSON; increase it when the JSON of unchanged events changes

# A placeholder for PUBLIC_URL in stored JSON, so that the URL can change. JSON cannot contain
# this byte otherwise: inside strings it is escaped.
BASE_URL_MARK = "\x01"


class Rendered(event_address.Shown, Protocol):
    """An event whose numbers and content are settled."""

    id: Any
    public_id: Any
    uid: Any
    sequence: Any
    created_at: Any
    updated_at: Any

    @property
    def details(self) -> EventDetails:
        """Its content."""


def render(event: Rendered) -> str:
    """The JSON of ``event`` to store, with BASE_URL_MARK at the beginning of links."""
    return _mark_links(orjson.dumps(_represent(event)).decode())


def as_single(stored: str) -> str:
    """The stored JSON of a single event, for a list of dates."""
    return f'{stored[:-1]},"series":null,"recurrence_id":null}}'


def with_next(event: EventRow) -> str:
    """The stored JSON of ``event`` with ``next``, its next date or null."""
    date = event.next_date
    return f'{event.rendered[:-1]},"next":{dump(date and times(date, event.timezone))}}}'


def render_occurrence(stored: str, date: Occurrence) -> str:
    """One date of a series in the form of an event, from the stored JSON of the series."""
    event = orjson.loads(stored.replace(BASE_URL_MARK, _LINK))
    zone, changed = event["start"]["timezone"], date.override
    event |= {
        "id": f"{event['id']}_{''.join(filter(str.isalnum, date.recurrence_id))}",
        **times(date, zone),
        "recurrence": None,
        "series": event["id"],
        "recurrence_id": date.recurrence_id,
    }
    event["links"]["self"] += f"/occurrences/{date.recurrence_id}"
    if changed is not None:
        event["title"] = changed.title or event["title"]
        event["status"] = changed.status or event["status"]
        event["visibility"] = changed.visibility or event["visibility"]
        event["venue"] = _changed_venue(changed, event["venue"])
        if changed.description_html is not None:
            event["description"] = _description(changed.description_html)
    return _mark_links(orjson.dumps(event).decode())


def times(date: Occurrence | EventDate, zone: str) -> dict[str, Any]:
    """The start and end of one date."""
    return {
        "start": _moment(date.start, zone, date.starts_at),
        "end": _moment(date.end, zone, date.ends_at),
    }


def _changed_venue(changed: Override, series_venue: dict[str, Any] | None) -> dict[str, Any] | None:
    """The venue of one date; a changed venue has only a name and an address."""
    name, address = changed.venue_name, changed.venue_address
    if not name and not address:
        return series_venue
    other_venue = {"name": name, "address": address, "city": None, "country": None, "geo": None}
    return other_venue if name else {**other_venue, "name": series_venue and series_venue["name"]}


def dump(value: Any) -> str:
    """Any value as JSON text, to join with stored events."""
    return orjson.dumps(value).decode()


def with_base_url(stored: str, base_url: str) -> bytes:
    """Stored JSON with ``base_url`` at the beginning of links, as bytes to send."""
    return stored.replace(BASE_URL_MARK, base_url).encode()


def load(stored: str, base_url: str) -> dict[str, Any]:
    """Parse the stored JSON of an event, with full addresses."""
    event: dict[str, Any] = orjson.loads(with_base_url(stored, base_url))
    return event


def _mark_links(text: str) -> str:
    return text.replace(_LINK, BASE_URL_MARK)


# orjson escapes control characters, so links have this character until it has run. No stored
# text can contain it: noncharacters are refused or removed.
_LINK = "\ufdd0"


def _represent(event: Rendered) -> dict[str, Any]:
    team, details = event.team, event.details
    page = f"{_LINK}{event_address.path(event)}"
    api = f"{_LINK}/api/v1/organizer/{team.slug}/events/{event.slug}"
    return {
        "id": event.public_id,
        "number": event.id,
        "uid": event.uid,
        "slug": event.slug,
        "team": {"slug": team.slug, "name": team.name},
        "url": details.url or page,
        "title": details.title,
        "summary": details.summary,
        "description": _description(details.description_html),
        "status": details.status,
        "visibility": details.visibility,
        "all_day": details.all_day,
        "start": _moment(details.start, details.timezone, details.starts_at),
        "end": _moment(details.end, details.timezone, details.ends_at),
        "venue": _venue(details),
        "online_url": details.online_url,
        "tags": list(details.tags),
        "image": details.image_url,
        "image_alt": details.picture_alt,
        "offers": _offers(details),
        "organizer": _organizer(details),
        "performers": list(map(asdict, details.performers)),
        "recurrence": _recurrence(details),
        "sequence": event.sequence,
        "created_at": timestamps.rfc3339(event.created_at),
        "updated_at": timestamps.rfc3339(event.updated_at),
        "links": {"self": api, "ics": f"{api}.ics", "html": page},
    }


def _description(html: str) -> dict[str, str] | None:
    return {"html": html, "text": rich_text.to_text(html)} if html else None


def _moment(local: datetime, timezone: str, epoch: int) -> dict[str, str]:
    return {
        "local": local.strftime("%Y-%m-%dT%H:%M:%S"),
        "timezone": timezone,
        "utc": timestamps.rfc3339(epoch),
    }


def _venue(details: EventDetails) -> dict[str, Any] | None:
    fields = (details.venue_name, details.venue_address, details.venue_city, details.venue_country)
    if details.latitude is None and not any(fields):
        return None
    geo = None if details.latitude is None else {"lat": details.latitude, "lon": details.longitude}
    name, address, city, country = fields
    return {"name": name, "address": address, "city": city, "country": country, "geo": geo}


def _offers(details: EventDetails) -> dict[str, str | None] | None:
    if details.offer_url is None and details.offer_price is None:
        return None
    return {
        "url": details.offer_url,
        "price": details.offer_price,
        "currency": details.offer_currency,
    }


def _organizer(details: EventDetails) -> dict[str, str | None] | None:
    if details.organizer_name is None:
        return None
    return {"name": details.organizer_name, "url": details.organizer_url}


def _recurrence(details: EventDetails) -> dict[str, Any] | None:
    """How it repeats; a private date is an excluded one for everybody who reads this."""
    times = details.times.for_others
    if times.recurrence is None:
        return None
    return asdict(times.recurrence) | {"overrides": list(map(_override, times.overrides))}


def _override(override: Override) -> dict[str, Any]:
    values = asdict(override)
    del values["visibility"]  # always None here
    return values
