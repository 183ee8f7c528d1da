"""Broken and hostile files: refused whole, at once, with the line and a reason."""

import gzip
import time
from random import Random

import pytest

from app.models.calendar_files import ics_file, ics_lines
from app.models.calendar_files.ics_file import CalendarFileError
from tests.support.ics import WEST_EUROPE, calendar, event

HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
REFUSED = {
    "20-mb": (HEAD + b"x" * 20_000_000, None, "5 MB"),
    "100,000-events": (HEAD + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000, None, "20000 events"),
    "lines-without-end": (HEAD + b"\n" * 5_000_000, None, "500000 lines"),
    "secondly": (calendar(event("RRULE:FREQ=SECONDLY")), 8, "SECONDLY"),
    "binary": (b"\x89PNG\r\n\x1a\n" + Random(1).randbytes(1_000_000), None, "no text"),
    "nul": (calendar(event(title="a\x00b")), 6, "no text"),
    "gzip": (gzip.compress(calendar(event())), None, "packed"),
    "zip": (b"PK\x03\x04" + b"x" * 1000, None, "packed"),
    "endless-line": (HEAD + b"SUMMARY:" + b"x" * 5_000_000, 3, "longer than 64 KB"),
    "endless-folds": (HEAD + b"SUMMARY:" + b"xyzxyzxyz\r\n " * 300_000, 3, "longer than 64 KB"),
    "empty": (b"", 1, "BEGIN:VCALENDAR"),
    "web-page": (b"<!doctype html><title>Sign in</title>", 1, "BEGIN:VCALENDAR"),
    "one-event-alone": (event().encode(), 1, "BEGIN:VCALENDAR"),
    "cut-off": (calendar(event())[:-30], 4, "VEVENT"),
    "only-a-beginning": (HEAD, 1, "VCALENDAR"),
    "end-without-begin": (HEAD + b"END:VEVENT\r\nEND:VCALENDAR\r\n", 3, "END:VEVENT"),
    "wrong-end": (HEAD + b"BEGIN:VEVENT\r\nEND:VTODO\r\n", 4, "END:VTODO"),
    "text-after-the-end": (calendar(event()) + b"SUMMARY:more\r\n", 10, "after the end"),
    "two-calendars": (calendar(event()) * 2, 10, "more than one calendar"),
    "latin-1": (calendar(event(title="Cafe")).replace(b"Cafe", b"Caf\xe9"), 6, "UTF-8"),
    "utf-16": ("BEGIN:VCALENDAR\r\n".encode("utf-16"), 1, "no text"),
    "nested": (HEAD + b"BEGIN:VEVENT\n" * 1000, 10, "nested"),
    "long-event": (calendar(event(*["COMMENT:x"] * 5001)), 4, "5000 lines"),
    "many-zones": (calendar(WEST_EUROPE.format(name="x") * 201), None, "time zones"),
}
HEAVY = {
    "marks": calendar(event(title="a" + "\u0301\u0327" * 15_000)),
    "open-tags": calendar(event("DESCRIPTION:<p>" + "<" * 60_000)),
    "nested-tags": calendar(event("DESCRIPTION:" + "<ul><li>" * 8_000)),
    "parameters": calendar(event("DESCRIPTION" + ";a=b" * 15_000 + ":x")),
    "semicolons": calendar(event("RRULE:" + ";" * 60_000)),
    "commas": calendar(event("CATEGORIES:" + "a," * 30_000)),
    "quotes": calendar(event('DESCRIPTION;a="' * 4_000 + ":x")),
    "same-event": calendar(event() * 3_000),
}


@pytest.mark.parametrize(("data", "line", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_broken_or_hostile_file_is_refused_at_once(data, line, reason):
    # Time of this process, so that a busy machine fails nobody.
    started = time.process_time()
    with pytest.raises(CalendarFileError) as refusal:
        ics_file.read(data, default_timezone="UTC")
    assert time.process_time() - started < 2
    assert reason in refusal.value.reason
    if line is not None:
        assert refusal.value.line == line


@pytest.mark.parametrize("data", HEAVY.values(), ids=HEAVY.keys())
def test_heavy_value_takes_little_time(data):
    started = time.process_time()
    found = ics_file.read(data, default_timezone="UTC")
    assert time.process_time() - started < 2
    assert len(found.events) + len(found.refusals) > 0


def test_byte_order_mark_and_bare_line_feeds_are_fine():
    data = b"\xef\xbb\xbf" + calendar(event()).replace(b"\r\n", b"\n\n")
    root = ics_lines.read_calendar(data)
    assert [line.name for line in root.children[0].lines] == ["UID", "SUMMARY", "DTSTART"]


def test_folded_lines_are_joined_and_keep_the_number_of_their_first():
    root = ics_lines.read_calendar(
        b"BEGIN:VCALENDAR\nX-A:one\n  two\n\t three\nX-B:four\nEND:VCALENDAR"
    )
    assert [(line.number, line.text) for line in root.lines] == [
        (2, "X-A:one two three"),
        (5, "X-B:four"),
    ]
