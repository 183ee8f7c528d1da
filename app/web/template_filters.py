"""Filters for templates: moments in the reader's words and zone, and the tiles of names."""

import zlib
from datetime import UTC, datetime, timedelta

from babel import Locale
from flask import Flask
from flask_babel import (
    format_datetime,
    format_decimal,
    format_timedelta,
    get_locale,
    get_timezone,
    gettext,
)

from app.config import settings
from app.models.values import clock
from app.web import charts

TILE_COLOURS = 8  # --tile-1 to --tile-8 in static/css/settings.css
JUST_NOW_SECONDS = 45


def register(app: Flask) -> None:
    """Make the filters, the page's locale and the charts' shapes known to every template."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # lines of a {% trans %} are one sentence
    app.add_template_filter(relative_time)
    app.add_template_filter(exact_time)
    app.add_template_filter(exact_second)
    app.add_template_filter(exact_date)
    app.add_template_filter(took)
    app.add_template_filter(iso_time)
    app.add_template_filter(tile_number)
    app.add_template_filter(monogram)
    app.add_template_filter(instant)
    app.jinja_env.globals["instance_name"] = settings(app).instance_name
    app.add_template_global(page_locale)
    app.add_template_global(page_zone)
    app.add_template_global(charts.bar_chart, "bar_chart")
    app.add_template_global(charts.spark_path, "spark_path")


def relative_time(at: int) -> str:
    """Say how far ``at`` is from now: "2 minutes ago", "in 3 days"."""
    seconds = at - clock.now()
    if abs(seconds) < JUST_NOW_SECONDS:
        return str(gettext("just now"))
    return str(format_timedelta(timedelta(seconds=seconds), add_direction=True))


def exact_time(at: int) -> str:
    """Write ``at`` in the viewer's zone: "12 Oct 2026, 14:03"."""
    return str(format_datetime(datetime.fromtimestamp(at, UTC), "d MMM y, HH:mm"))


def exact_second(at: int) -> str:
    """Write ``at`` in the viewer's zone, to the second: "12 Oct, 14:03:07"."""
    return str(format_datetime(datetime.fromtimestamp(at, UTC), "d MMM, HH:mm:ss"))


def instant(at: int) -> str:
    """Write ``at`` so that nothing is left open: "12 Oct 2026, 14:03:07 UTC+02:00"."""
    moment = datetime.fromtimestamp(at, get_timezone() or UTC)
    words = str(format_datetime(moment, "d MMM y, HH:mm:ss"))
    # Python's own: Babel takes an hour too much off for zones such as -02:30.
    return f"{words} UTC{moment.isoformat()[-6:]}".removesuffix("+00:00")


def exact_date(at: int) -> str:
    """Write the day of ``at`` in the viewer's zone: "12 Oct 2026"."""
    return str(format_datetime(datetime.fromtimestamp(at, UTC), "d MMM y"))


def duration(seconds: int) -> str:
    """Write a number of seconds in the largest unit that fits: "7 days"."""
    return str(format_timedelta(timedelta(seconds=seconds)))


def took(milliseconds: int | None) -> str:
    """Write how long something took: "41 ms", "1.2 s"; a dash when nothing is known."""
    if milliseconds is None:
        return "–"
    if milliseconds < 1000:
        return str(gettext("%(count)s ms", count=milliseconds))
    return str(gettext("%(count)s s", count=format_decimal(round(milliseconds / 1000, 1))))


def iso_time(at: int) -> str:
    """Write ``at`` for machines: "2026-10-12T14:03:00Z"."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tile_number(name: str) -> int:
    """Pick the colour of a name, from 1 to 8, the same in every process."""
    return zlib.crc32(name.encode()) % TILE_COLOURS + 1


def monogram(name: str) -> str:
    """Shorten a name to the initials of its first two words, or the start of its only word."""
    words = ["".join(filter(str.isalnum, word)) for word in name.split()]
    words = [word for word in words if word]
    if not words:
        return "?"
    letters = words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


def page_zone() -> str:
    """Return the name of the zone that a page's times are in."""
    return str(get_timezone() or "UTC")


def page_locale() -> Locale:
    """Return the locale a page is written in; English where none is chosen."""
    return get_locale() or Locale("en")
