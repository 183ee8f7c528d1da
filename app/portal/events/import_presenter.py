"""Describes imports of calendar files: what they do with each event, and how far they are."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from flask import url_for

from app.config import settings
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext, ngettext
from app.models.calendar_files.imports.calendar_import import MAX_LISTED, WRITES, Import, State
from app.models.calendar_files.imports.import_line import ImportLine, Stage
from app.models.calendar_files.imports.import_plan import Outcome
from app.models.events.event_details import EventDetails
from app.models.values import plain_text
from app.portal.events import repeat_description
from app.portal.events.event_presenter import STATUSES, VISIBILITIES
from app.web.language.date_formats import format_day, format_moment

MAX_VALUE = 80  # characters of a value that changes
MAX_OTHERS = 200  # refused or skipped lines on one page
LABELS = {
    Outcome.NEW: lazy_gettext("New"),
    Outcome.CHANGED: lazy_gettext("Changed"),
    Outcome.UNCHANGED: lazy_gettext("Unchanged"),
    Outcome.REFUSED: lazy_gettext("Refused"),
    Outcome.SKIPPED: lazy_gettext("Skipped"),
}
KINDS = {
    Outcome.NEW: "ok",
    Outcome.CHANGED: "info",
    Outcome.UNCHANGED: "",
    Outcome.REFUSED: "bad",
    Outcome.SKIPPED: "warn",
}
STATES = {
    State.IMPORTING: (lazy_gettext("Importing"), "info"),
    State.IMPORTED: (lazy_gettext("Imported"), "ok"),
    State.UNDOING: (lazy_gettext("Undoing"), "info"),
    State.UNDONE: (lazy_gettext("Undone"), ""),
}
VENUE = {"venue_name", "venue_address", "venue_city", "venue_country"}
# What is said of a field without its values, which are too long to compare in a line.
NAMED = {
    "description_html": lazy_gettext("Description"),
    "summary": lazy_gettext("Summary"),
    "overrides": lazy_gettext("Single dates"),
    "image_url": lazy_gettext("Picture"),
    "latitude": lazy_gettext("Position"),
    "longitude": lazy_gettext("Position"),
}


def address(imported: Import) -> str:
    """The path of its page."""
    return url_for("portal.show_import", slug=imported.team.slug, import_id=imported.public_id)


def page(imported: Import) -> str:
    """The name of the template that shows it."""
    if imported.is_working:
        return "progress"
    return "preview" if imported.state == State.PREVIEW else "report"


def in_list(imported: Import) -> dict[str, Any]:
    """A confirmed import as a row of a list."""
    counts = imported.counts
    parts = [f"{counts[outcome]} {LABELS[outcome].lower()}" for outcome in WRITES]
    return {
        "name": imported.name,
        "url": address(imported),
        "at": imported.confirmed_at,
        "by": imported.made_by.name if imported.made_by else "",
        "counts": ", ".join(parts),
        "state": STATES[State(imported.state)],
    }


def on_page(imported: Import) -> dict[str, Any]:
    """What its page shows: counts, lines to choose from, and lines that are left out."""
    counts = imported.counts
    return {
        "stats": [{"label": LABELS[outcome], "value": counts[outcome]} for outcome in Outcome],
        "total": sum(counts.values()),
        "has_changes": any(counts[outcome] for outcome in WRITES),
        "progress": _progress(imported) if imported.is_working else None,
        "undo_days": settings().import_undo_days,
        **_lines(imported),
    }


def _progress(imported: Import) -> dict[str, int]:
    return {"done": imported.total - imported.count_stage(Stage.WAITING), "of": imported.total}


def _lines(imported: Import) -> dict[str, Any]:
    if imported.is_working:
        return {}
    written, counts = imported.list_choices(), imported.counts
    refused = _others(imported, Outcome.REFUSED)
    skipped = _others(imported, Outcome.SKIPPED)
    kept = imported.list_lines(ImportLine.stage == Stage.KEPT.value, limit=MAX_OTHERS)
    return {
        "lines": _rows(imported, written),
        "unlisted": max(0, sum(counts[outcome] for outcome in WRITES) - MAX_LISTED),
        "refused": refused,
        "unlisted_refused": counts[Outcome.REFUSED] - len(refused),
        "skipped": skipped,
        "unlisted_skipped": counts[Outcome.SKIPPED] - len(skipped),
        "kept": _rows(imported, kept),
        "hints": list(_hints(imported, sum(map(_is_private, written)))),
    }


def _hints(imported: Import, private: int) -> Iterator[str]:
    """What to know before choosing who may see new events."""
    if imported.is_personal:
        yield _(
            "This looks like a personal calendar, so new events are private unless you choose"
            " otherwise."
        )
    if private:
        yield ngettext(
            "%(num)s event is private in the file and stays private, whatever you choose.",
            "%(num)s events are private in the file and stay private, whatever you choose.",
            private,
        )


def _others(imported: Import, outcome: Outcome) -> list[dict[str, Any]]:
    lines = imported.list_lines(ImportLine.outcome == outcome.value, limit=MAX_OTHERS)
    return _rows(imported, lines)


def _rows(imported: Import, lines: Sequence[ImportLine]) -> list[dict[str, Any]]:
    slugs = {} if imported.state == State.PREVIEW else imported.find_slugs(lines)
    return [_row(line) | {"url": _event_address(imported, slugs, line)} for line in lines]


def _row(line: ImportLine) -> dict[str, Any]:
    outcome = Outcome(line.outcome)
    return {
        "id": line.id,
        "line": line.line,
        "title": line.title or line.uid or "–",
        "when": _when(line),
        "label": LABELS[outcome],
        "kind": KINDS[outcome],
        "reason": line.reason,
        "changes": list(_changes(line)) if outcome is Outcome.CHANGED else [],
        "is_private": outcome is Outcome.NEW and _is_private(line),
    }


def _event_address(imported: Import, slugs: dict[int, str], line: ImportLine) -> str | None:
    event_slug = slugs.get(line.event_id or 0)
    if event_slug is None:
        return None
    return url_for("portal.show_team_event", slug=imported.team.slug, event_slug=event_slug)


def _is_private(line: ImportLine) -> bool:
    after = line.after
    return line.outcome == Outcome.NEW and after is not None and after.visibility == "private"


def _when(line: ImportLine) -> str:
    if line.start is None:
        return "–"
    if line.all_day:
        return format_day(line.start, "date with weekday")
    return format_moment(line.start, "date with weekday")


def _changes(line: ImportLine) -> Iterator[str]:
    """What changes, each as "Title: Spring night → Summer night"."""
    before, after = line.before, line.after
    if before is None or after is None:
        return
    shown_before, shown_after = dict(_shown(before)), dict(_shown(after))
    for label, value in shown_after.items():
        if value != shown_before[label]:
            yield f"{label}: {_short(shown_before[label])} → {_short(value)}"
    yield from dict.fromkeys(
        str(NAMED.get(field.name, _("More")))
        for field in fields(EventDetails)
        if field.name not in SHOWN and getattr(before, field.name) != getattr(after, field.name)
    )


# Fields that ``_shown`` shows.
SHOWN = {"title", "start", "end", "timezone", "all_day", "recurrence", "status", "visibility"}
SHOWN |= {"url", "tags", *VENUE}


def _shown(details: EventDetails) -> Iterator[tuple[str, str]]:
    yield _("Title"), details.title
    yield _("Time"), _span(details)
    yield _("Repeats"), repeat_description.repeats(details)
    yield _("State"), str(STATUSES[details.status])
    yield _("Who may see it"), str(VISIBILITIES[details.visibility]).partition(":")[0]
    place = (details.venue_name, details.venue_address, details.venue_city, details.venue_country)
    yield _("Place"), ", ".join(part for part in place if part)
    yield _("Link"), details.url or ""
    yield _("Tags"), ", ".join(details.tags)


def _span(details: EventDetails) -> str:
    show = format_day if details.all_day else format_moment
    start, end = show(details.start), show(details.end)
    zone = "" if details.all_day else f" ({details.timezone})"
    return f"{start} – {end}{zone}"


def _short(value: str) -> str:
    return plain_text.squeeze(value, MAX_VALUE) or "–"
