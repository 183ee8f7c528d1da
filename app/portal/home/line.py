"""A line of the front page: one thing that concerns its user, and the page where they act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What it is, when, and the page to act on; None: the link in a mail leads there."""

    text: str
    at: int | None = None
    url: str | None = None
