"""Deprecated views: the headers Deprecation (RFC 9745) and Sunset (RFC 8594) of their answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from werkzeug.http import http_date

View = TypeVar("View", bound=Any)
NOTICE = timedelta(days=180)  # as docs/reference/versions.md promises


@dataclass(frozen=True)
class Deprecation:
    """Since when a view should no longer be used, until when it works, and what to use instead.

    ``guide`` is a path of this site that explains the change; ``instead`` is a sentence.
    """

    since: date
    sunset: date | None
    instead: object
    guide: str = "/changelog"

    def __post_init__(self) -> None:
        """Raise ValueError for an end that comes sooner than integrators may count on."""
        if self.sunset is not None and self.sunset - self.since < NOTICE:
            raise ValueError(f"A sunset is at least {NOTICE.days} days after the deprecation.")

    def headers(self, public_url: str) -> list[tuple[str, str]]:
        """What every answer of the view says, errors too."""
        link = f'<{public_url}{self.guide}>; rel="{{}}"; type="text/html"'
        headers = [
            ("Deprecation", f"@{_midnight(self.since)}"),
            ("Link", link.format("deprecation")),
        ]
        if self.sunset is not None:
            headers.append(("Sunset", http_date(_midnight(self.sunset))))
            headers.append(("Link", link.format("sunset")))
        return headers


def declare(view: View, deprecation: Deprecation | None) -> None:
    """Let answers of ``view`` tell of its deprecation."""
    if deprecation is not None:
        vars(view)["deprecation"] = deprecation


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
