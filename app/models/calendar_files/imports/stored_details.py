"""An event's content as JSON text in the rows of an import, and a digest to recognize it by."""

import hashlib
from functools import cache

from pydantic import TypeAdapter

from app.models.events.event_details import EventDetails


def dump(details: EventDetails) -> str:
    """JSON text of all that differs from an event without content; equal details, equal text."""
    return _adapter().dump_json(details, exclude_defaults=True).decode()


def load(text: str) -> EventDetails:
    """The details in the text of ``dump``."""
    return _adapter().validate_json(text)


def digest(details: EventDetails) -> str:
    """A short digest of the details."""
    return hashlib.sha256(dump(details).encode()).hexdigest()[:32]


@cache  # building it takes milliseconds
def _adapter() -> TypeAdapter[EventDetails]:
    return TypeAdapter(EventDetails)
