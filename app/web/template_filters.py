"""Filters for templates: times in the viewer's language and zone, durations, name tiles."""

import zlib
from datetime import UTC, date, datetime, timedelta

from flask import Flask, g
from flask_wtf.csrf import generate_csrf

from app.config import settings
from app.language.current import page_locale, page_timezone
from app.language.formats import format_decimal, format_timedelta
from app.language.texts import gettext
from app.models.values import clock
from app.web import charts
from app.web.language import stored_reasons
from app.web.language.date_formats import format_day, format_moment
from app.web.language.number_formats import amount
from app.web.signed_in import visitor

TILE_COLOURS = 8  # --tile-1 to --tile-8 in static/css/settings.css
JUST_NOW_SECONDS = 45


def register(app: Flask) -> None:
    """Add the filters, locale, zone and charts to all templates."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True  # {% trans %} joins its lines
    app.add_template_filter(relative_time)
    app.add_template_filter(exact_time)
    app.add_template_filter(exact_second)
    app.add_template_filter(exact_date)
    app.add_template_filter(day_text)
    app.add_template_filter(took)
    app.add_template_filter(iso_time)
    app.add_template_filter(tile_number)
    app.add_template_filter(monogram)
    app.add_template_filter(amount)
    app.add_template_filter(instant)
    app.add_template_filter(stored_reasons.translated, "translated")
    app.jinja_env.globals["instance_name"] = settings(app).instance_name
    app.add_template_global(page_locale)
    app.add_template_global(page_zone)
    app.add_template_global(csrf_token)
    app.add_template_global(zone_for_visitors)
    app.add_template_global(charts.bar_chart, "bar_chart")
    app.add_template_global(charts.spark_path, "spark_path")


def relative_time(at: int) -> str:
    """``at`` relative to now: "2 minutes ago", "in 3 days"."""
    seconds = at - clock.now()
    if abs(seconds) < JUST_NOW_SECONDS:
        return str(gettext("just now"))
    return str(format_timedelta(timedelta(seconds=seconds), add_direction=True))


def exact_time(at: int) -> str:
    """``at`` in the viewer's zone: "12 Oct 2026, 14:03"."""
    return format_moment(datetime.fromtimestamp(at, UTC), rebase=True)


def exact_second(at: int) -> str:
    """``at`` in the viewer's zone, to the second: "12 Oct, 14:03:07"."""
    return format_moment(datetime.fromtimestamp(at, UTC), "day", time="second", rebase=True)


def instant(at: int) -> str:
    """``at`` to the second, with the zone's offset: "12 Oct 2026, 14:03:07 UTC+02:00"."""
    moment = datetime.fromtimestamp(at, page_timezone())
    text = format_moment(moment, time="second")
    # Python's offset, because Babel's is an hour too low for zones such as -02:30.
    return f"{text} UTC{moment.isoformat()[-6:]}".removesuffix("+00:00")


def exact_date(at: int) -> str:
    """The day of ``at`` in the viewer's zone: "12 Oct 2026"."""
    return format_day(datetime.fromtimestamp(at, page_timezone()))


def day_text(day: date) -> str:
    """A day, in no zone: "12 Oct 2026"."""
    return format_day(day)


def duration(seconds: int) -> str:
    """A duration in its largest unit: "7 days"."""
    return str(format_timedelta(timedelta(seconds=seconds)))


def took(milliseconds: int | None) -> str:
    """A duration of a request: "41 ms", "1.2 s"; a dash for None."""
    if milliseconds is None:
        return "–"
    if milliseconds < 1000:
        return str(gettext("%(count)s ms", count=milliseconds))
    return str(gettext("%(count)s s", count=format_decimal(round(milliseconds / 1000, 1))))


def iso_time(at: int) -> str:
    """``at`` for machines: "2026-10-12T14:03:00Z"."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tile_number(name: str) -> int:
    """The colour of a name, from 1 to 8, the same in every process."""
    return zlib.crc32(name.encode()) % TILE_COLOURS + 1


def monogram(name: str) -> str:
    """The initials of the first two words of a name, or the start of its only word."""
    parts = list(filter(None, ("".join(filter(str.isalnum, part)) for part in name.split())))
    if not parts:
        return "?"
    letters = parts[0][0] + parts[1][0] if len(parts) > 1 else parts[0][:2]
    return letters.upper()


def zone_for_visitors() -> str:
    """The zone of a page's times, for visitors, whose own is unknown; "" for others."""
    return "" if visitor().is_authenticated else page_zone()


def csrf_token() -> str:
    """The token of this page's forms, of which a list has one a row."""
    made = vars(g._get_current_object()).get("csrf_token")  # where Flask-WTF keeps it
    return str(made or generate_csrf())


def page_zone() -> str:
    """The name of the zone of a page's times."""
    return str(page_timezone())
