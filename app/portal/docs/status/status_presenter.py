"""The status of the service for people and programs: each part, and each of its days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.usage.service_day import INTERVAL, PARTS, list_days
from app.models.values import timestamps
from app.web.language.number_formats import percent

OK, DISRUPTED, DOWN, UNKNOWN = "ok", "disrupted", "down", "unknown"
STALE = 4 * INTERVAL  # seconds after which the last check says nothing about now
BAD_DAY = 0.5  # of the checks: the part was down rather than disrupted
LABELS = {
    "database": lazy_gettext("Database"),
    "sign-in": lazy_gettext("Sign-in"),
    "api": lazy_gettext("API"),
    "webhooks": lazy_gettext("Webhooks"),
    "mail": lazy_gettext("Mail"),
    "calendars": lazy_gettext("Followed calendars"),
}
NAMES = {
    OK: lazy_gettext("Working"),
    DISRUPTED: lazy_gettext("Disrupted"),
    DOWN: lazy_gettext("Down"),
    UNKNOWN: lazy_gettext("Unknown"),
}
BADGES = {OK: "ok", DISRUPTED: "warn", DOWN: "bad", UNKNOWN: ""}
SUMMARIES = {
    OK: lazy_gettext("Everything that is checked works."),
    DISRUPTED: lazy_gettext("Some parts do not work."),
    DOWN: lazy_gettext("The service does not work."),
    UNKNOWN: lazy_gettext("Nothing was checked in the last minutes."),
}
Row = tuple[str, str, int, int, int, bool]


@dataclass(frozen=True)
class Day:
    """A part on one day in UTC."""

    day: date
    status: str
    checks: int
    failed: int

    @property
    def text(self) -> str:
        """What its bar says."""
        if not self.checks:
            return str(_("not checked"))
        if not self.failed:
            return str(_("working"))
        share = percent(self.failed / self.checks, 1)
        return str(_("%(share)s of the checks failed", share=share))


@dataclass(frozen=True)
class Part:
    """A part of the service. ``checked_at`` is in epoch seconds; None: it never was."""

    name: str
    status: str
    checked_at: int | None
    days: list[Day]

    @property
    def label(self) -> object:
        """Its name for people."""
        return LABELS[self.name]

    @property
    def status_name(self) -> object:
        """The word for its status."""
        return NAMES[self.status]

    @property
    def badge(self) -> str:
        """The kind of its badge."""
        return BADGES[self.status]

    @property
    def uptime(self) -> float | None:
        """The share of its checks that succeeded; None without any."""
        checks = sum(day.checks for day in self.days)
        return 1 - sum(day.failed for day in self.days) / checks if checks else None

    @property
    def uptime_text(self) -> str:
        """``uptime`` for people."""
        if self.uptime is None:
            return str(_("not checked in these days"))
        return str(_("%(share)s working", share=percent(self.uptime, 2)))

    @property
    def uneventful(self) -> bool:
        """Whether no day needs a line of its own."""
        return not any(day.failed for day in self.days)


@dataclass(frozen=True)
class Report:
    """All parts, and the worst of them."""

    status: str
    parts: list[Part]

    @property
    def summary(self) -> object:
        """A sentence."""
        return SUMMARIES[self.status]

    @property
    def badge(self) -> str:
        """The kind of note for the sentence."""
        return {OK: "ok", DISRUPTED: "warn", DOWN: "bad"}.get(self.status, "info")

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "status": self.status,
            "parts": [
                {
                    "name": part.name,
                    "status": part.status,
                    "checked_at": part.checked_at and timestamps.rfc3339(part.checked_at),
                    "uptime": part.uptime,
                    "days": [
                        {
                            "day": day.day.isoformat(),
                            "status": day.status,
                            "checks": day.checks,
                            "failed": day.failed,
                        }
                        for day in part.days
                    ],
                }
                for part in self.parts
            ],
        }


def report(rows: Iterable[Row], now: int, *, is_reachable: bool) -> Report:
    """The report of these rows; the database is down when they could not be read just now."""
    by_part: dict[str, dict[str, Row]] = {part: {} for part in PARTS}
    for row in rows:
        by_part.get(row[1], {})[row[0]] = row
    parts = [_part(name, days, now) for name, days in by_part.items()]
    if not is_reachable:
        database = parts[0]
        parts[0] = Part(database.name, DOWN, database.checked_at, database.days)
    return Report(_worst(parts), parts)


def _part(name: str, rows: dict[str, Row], now: int) -> Part:
    days = [_day(day, rows.get(day.isoformat())) for day in list_days()]
    last = max((row for row in rows.values() if row[2]), key=lambda row: row[4], default=None)
    if last is None or now - last[4] > STALE:
        return Part(name, UNKNOWN, last and last[4], days)
    return Part(name, OK if last[5] else DOWN, last[4], days)


def _day(day: date, row: Row | None) -> Day:
    checks, failed = (row[2], row[3]) if row else (0, 0)
    if not checks:
        status = UNKNOWN
    elif not failed:
        status = OK
    else:
        status = DOWN if failed / checks >= BAD_DAY else DISRUPTED
    return Day(day, status, checks, failed)


def _worst(parts: list[Part]) -> str:
    statuses = {part.status for part in parts}
    if DOWN in statuses:
        return DOWN if parts[0].status == DOWN else DISRUPTED
    return OK if OK in statuses else UNKNOWN
