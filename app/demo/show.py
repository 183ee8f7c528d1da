"""The entries of a demo team's programme, which have no dates yet."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """The properties that similar shows share. ``begins`` is a time such as "20:30"."""

    begins: str
    minutes: int
    tags: tuple[str, ...]
    practical: str


@dataclass(frozen=True)
class Show:
    """A show; ``kind`` is the name of its Kind."""

    title: str
    kind: str
    summary: str


@dataclass(frozen=True)
class Place:
    """A team's venue."""

    name: str
    address: str
    city: str
    country: str
    latitude: float
    longitude: float
