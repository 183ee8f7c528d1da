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
    "30-mb": (HEAD + b"x" * 30_000_000, None, "25 MB"),
    "100,000-events": (HEAD + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000, None, "50000 events"),
    "100,000-folded-events": (
        HEAD + b"BEGIN:VEV\n ENT\nEND:VEVENT\n" * 100_000,
        None,
        "50000 events",
    ),
    "lines-without-end": (HEAD + b"\n" * 5_000_000, None, "1500000 lines"),
    "binary": (b"\x89PNG\r\n\x1a\n" + Random(1).randbytes(1_000_000), 1, "BEGIN:VCALENDAR"),
    "gzip": (gzip.compress(calendar(event())), None, "packed"),
    "zip": (b"PK\x03\x04" + b"x" * 1000, None, "packed"),
    "endless-line": (HEAD + b"SUMMARY:" + b"x" * 5_000_000, 1, "in the middle"),
    "endless-folds": (HEAD + b"SUMMARY:" + b"xyzxyzxyz\r\n " * 300_000, 1, "in the middle"),
    "empty": (b"", 1, "BEGIN:VCALENDAR"),
    "web-page": (b"<!doctype html><title>Sign in</title>", 1, "BEGIN:VCALENDAR"),
    "one-event-alone": (event().encode(), 1, "BEGIN:VCALENDAR"),
    "cut-off": (calendar(event())[:-30], 4, "VEVENT"),
    "only-a-beginning": (HEAD, 1, "VCALENDAR"),
    "wrong-end": (HEAD + b"BEGIN:VEVENT\r\nEND:VTODO\r\n", 3, "in the middle"),
    "event-after-the-end": (calendar() + event().encode(), 6, "outside"),
    "calendar-without-end": (HEAD + calendar(event()), 1, "in the middle"),
    "100,000-calendars": (calendar() * 50_000, 501, "100 calendars"),
    "utf-16": ("BEGIN:VCALENDAR\r\n".encode("utf-16"), 1, "in the middle"),
    "nested": (HEAD + b"BEGIN:VALARM\n" * 100_000, 9, "in the middle"),
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
    "odd-parameters": calendar(event(*['DESCRIPTION; =";;= ' + " ;" * 20_000 + ":x"] * 20)),
    "many-zones": calendar(*(WEST_EUROPE.format(name=f"x{n}") for n in range(5_000)), event()),
    "begins": calendar(event("BEGIN:TEXT\n" * 100_000)),
}
# Lines that cost no event: what the one event of the file is read as, or None for anything.
ODD = {
    "nul": (calendar(event(title="Ni\x00ght")), "Night"),
    "latin-1": (calendar(event(title="Cafe")).replace(b"Cafe", b"Caf\xe9"), "Café"),
    "half-a-letter": (calendar(event(title="世界?")).replace(b"?", b"\xe4\xb8"), "世界\ufffd"),
    "utf-16": (calendar(event(title="Nötig")).decode().encode("utf-16"), "Nötig"),
    "utf-16-be": (calendar(event(title="Nötig")).decode().encode("utf-16-be"), "Nötig"),
    "carriage-returns": (calendar(event()).replace(b"\r\n", b"\r"), "Night"),
    "two-carriage-returns": (calendar(event()).replace(b"\r\n", b"\r\r\n"), "Night"),
    "lower-case": (calendar(event()).lower(), "night"),
    "spaces": (
        calendar(event()).replace(b"BEGIN:", b"BEGIN: ").replace(b"SUMMARY", b"SUMMARY "),
        "Night",
    ),
    "picture": (calendar(event("ATTACH;ENCODING=BASE64:" + "abcdefgh\n " * 100_000)), "Night"),
    "endless-picture": (calendar(event("ATTACH:" + "x" * 2_000_000)), "Night"),
    "guests": (calendar(event(*["ATTENDEE:mailto:x@example.org"] * 10_000)), "Night"),
    "text-before": (b"Notice: line 3\n" + calendar(event()), "Night"),
    "text-after": (calendar(event()) + b"<b>Warning</b>: x\nEND:x\n", "Night"),
    "end-without-begin": (calendar("END:VALARM\n", event("END:VTODO")), "Night"),
    "text-like-begin": (
        calendar(
            event("Begin: 19:00", "BEGIN:evening", "End: 22:00")
            .replace("SUMMARY:Night\n", "")
            .replace("END:VEVENT", "SUMMARY:Night\nEND:VEVENT")
        ),
        "Night",
    ),
    "alarm-without-end": (calendar(event("BEGIN:VALARM", "SUMMARY:Alarm")), "Night"),
    "event-without-end": (calendar(event().replace("END:VEVENT\n", ""), event(uid="2")), "Night"),
    "unknown-components": (
        calendar(event("BEGIN:X-A\nBEGIN:B\nSUMMARY:b\nEND:B\nEND:X-A")),
        "Night",
    ),
    "deep-components": (
        calendar(event("BEGIN:X-A\n" * 20 + "SUMMARY:x\n" + "END:X-A\n" * 20)),
        "Night",
    ),
    "no-name": (calendar(event(":x", ";", "just text", "=")), "Night"),
    "no-value": (calendar(event("DESCRIPTION", "LOCATION;LANGUAGE=en", "CATEGORIES;")), "Night"),
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


@pytest.mark.parametrize(("data", "title"), ODD.values(), ids=ODD.keys())
def test_odd_line_costs_no_event(data, title):
    started = time.process_time()
    file = ics_file.read(data, default_timezone="UTC")
    assert time.process_time() - started < 2
    assert file.refusals == ()
    assert {one.title for one in file.events} == {title}


def test_calendars_of_one_file_are_read_together_each_with_its_own_zone():
    first = calendar(
        WEST_EUROPE.format(name="Hall"),
        event(uid="1", start="DTSTART:20270601T200000"),
        zone="Asia/Taipei",
    )
    hall = event(uid="3", start="DTSTART;TZID=Hall:20270601T200000")
    second = calendar(event(uid="2", start="DTSTART:20270601T200000"), hall, name="Other")
    file = ics_file.read(first + b"\xef\xbb\xbf" + second, default_timezone="Europe/Rome")
    assert (file.name, file.timezone, file.refusals) == ("Demo", "Asia/Taipei", ())
    assert [(one.uid, one.timezone) for one in file.events] == [
        ("1", "Asia/Taipei"),
        ("2", "Europe/Rome"),
        ("3", "Europe/Rome"),
    ]


def test_byte_order_mark_and_bare_line_feeds_are_fine():
    data = b"\xef\xbb\xbf" + calendar(event()).replace(b"\r\n", b"\n\n")
    [root] = ics_lines.read_calendars(data)
    assert [line.name for line in root.children[0].lines] == ["UID", "SUMMARY", "DTSTART"]


def test_folded_lines_are_joined_and_keep_the_number_of_their_first():
    [root] = ics_lines.read_calendars(
        b"BEGIN:VCALENDAR\nX-A:one\n  two\n\t three\nX-B:four\nEND:VCALENDAR"
    )
    assert [(line.number, line.text) for line in root.lines] == [
        (2, "X-A:one two three"),
        (5, "X-B:four"),
    ]
