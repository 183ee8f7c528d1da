"""The formats of feeds, by the end of their address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.api.feeds import calendar
from app.api.feeds.feed import Feed


@dataclass(frozen=True, slots=True)
class Format:
    """How a feed is written: in pieces of text, each of bounded size."""

    media_type: str
    render: Callable[[Feed], Iterator[str]]
    disposition: str = "inline"


FORMATS = {
    "ics": Format(calendar.MEDIA_TYPE, calendar.render),
}
ENDINGS = f"any({','.join(FORMATS)})"  # as a converter of addresses
