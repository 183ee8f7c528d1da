"""A show: one line of a demo team's programme, before it has a date."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What shows of one sort share. ``begins`` is "20:30"; ``minutes`` how long it lasts."""

    begins: str
    minutes: int
    tags: tuple[str, ...]
    practical: str


@dataclass(frozen=True)
class Show:
    """A title, the name of its kind, and the sentence that says what it is."""

    title: str
    kind: str
    summary: str


@dataclass(frozen=True)
class Place:
    """Where a team plays."""

    name: str
    address: str
    city: str
    country: str
    latitude: float
    longitude: float
