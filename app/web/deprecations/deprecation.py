"""Deprecated views: the headers Deprecation (RFC 9745) and Sunset (RFC 8594) of their answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from werkzeug.http import http_date

from app.config import settings

View = TypeVar("View", bound=Any)


@dataclass(frozen=True)
class Deprecation:
    """Since when a view should no longer be used, until when it works, and what to use instead.

    ``guide`` is a path of this site that explains the change; ``instead`` is a sentence.
    """

    since: date
    sunset: date | None
    instead: object
    guide: str = "/changelog"


def register(app: Flask) -> None:
    """Add the headers to every answer of a deprecated view, errors too."""
    app.after_request(add_headers)


def declare(view: View, deprecation: Deprecation | None) -> None:
    """Let answers of ``view`` tell of its deprecation."""
    if deprecation is not None:
        vars(view)["deprecation"] = deprecation


def add_headers(response: Response) -> Response:
    """``response`` with the headers, when its view is deprecated."""
    view = current_app.view_functions.get(request.endpoint or "")
    deprecation = getattr(view, "deprecation", None)
    if isinstance(deprecation, Deprecation):
        guide = f"{settings().public_url}{deprecation.guide}"
        response.headers["Deprecation"] = f"@{_midnight(deprecation.since)}"
        response.headers.add("Link", f'<{guide}>; rel="deprecation"; type="text/html"')
        if deprecation.sunset is not None:
            response.headers["Sunset"] = http_date(_midnight(deprecation.sunset))
            response.headers.add("Link", f'<{guide}>; rel="sunset"; type="text/html"')
    return response


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
