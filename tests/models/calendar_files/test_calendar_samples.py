"""Real calendars, and samples of each kind: read as an independent reader reads them."""

import unicodedata
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.calendar_files import ics_file
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.values import rich_text, wall_time
from tests.support.ics import SAMPLES, WEST_EUROPE, calendar, event, read_independently

DISPLAY = "Europe/Rome"
WRITTEN = {
    "utc": calendar(
        *(event(uid=f"{n}", start=f"DTSTART:2027{n:02}15T100000Z") for n in range(1, 13))
    ),
    "all-day": calendar(
        event(start="DTSTART;VALUE=DATE:20270327"),
        event("DTEND;VALUE=DATE:20270403", uid="week", start="DTSTART;VALUE=DATE:20270327"),
    ),
    "zones": calendar(
        WEST_EUROPE.format(name="W. Europe Standard Time"),
        event(start="DTSTART;TZID=W. Europe Standard Time:20270627T200000"),
        event(uid="ny", start="DTSTART;TZID=America/New_York:20270627T200000"),
    ),
    "floating": calendar(event(start="DTSTART:20270327T200000"), zone=DISPLAY),
    "series": calendar(
        event("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Rome:20270327T200000")
    ),
    "escapes": calendar(
        event(title="A\\, b\\; c \\\\n d: e"),
        event(uid="alt").replace("SUMMARY:", 'SUMMARY;LANGUAGE=it;ALTREP="http://x:80/a;b,c":'),
        event(
            uid="emoji",
            title="🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f VS 🇿🇦",
        ),
    ),
    "clock-changes": calendar(
        *(event(uid=f"{h}", start=f"DTSTART:20271031T0{h}3000Z") for h in range(4)),
        *(
            event(uid=f"a{h}", start=f"DTSTART;TZID=Europe/Rome:20271031T0{h}3000")
            for h in range(4)
        ),
        *(
            event(uid=f"b{h}", start=f"DTSTART;TZID=Europe/Rome:20270328T0{h}3000")
            for h in range(4)
        ),
    ),
}
real_files = sorted(SAMPLES.glob("*.ics"))
lines = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["UID:a", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", " x"]),
    st.sampled_from(["DTSTART:20270101T000000Z", "DTEND;VALUE=DATE:20270101", "DURATION:P1D"]),
    st.builds(
        "{}{}:{}".format,
        st.sampled_from(["SUMMARY", "DTSTART", "RRULE", "EXDATE", "GEO"]),
        st.sampled_from(["", ";TZID=x", ';TZID="', ";VALUE=DATE"]),
        st.text(max_size=20),
    ),
)


def check_against_independent_reading(data):
    found = ics_file.read(data, default_timezone=DISPLAY)
    theirs = read_independently(data, found.timezone)
    ours = {(one.uid, one.title, _when(one)) for one in found.events}
    assert ours <= set(theirs)
    # What is missing is an older version of an event that is there, and is reported.
    assert {uid for uid, _title, _start in theirs} == {one.uid for one in found.events}
    assert len(theirs) == len(found.events) + len(found.refusals)
    for one in found.events:
        description = one.description_html or ""
        assert rich_text.clean(description) == description


def _when(one):
    return one.start.date() if one.all_day else wall_time.to_epoch(one.start, one.timezone)


@pytest.mark.skipif(not real_files, reason="the calendars of organizers are not beside the project")
@pytest.mark.parametrize("path", real_files, ids=lambda path: path.stem)
def test_real_calendar_is_read_as_another_reader_reads_it(path):
    check_against_independent_reading(path.read_bytes())


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN.keys())
def test_written_calendar_is_read_as_another_reader_reads_it(data):
    check_against_independent_reading(data)


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN.keys())
def test_reading_again_gives_the_same(data):
    once, again = (ics_file.read(data, default_timezone=DISPLAY) for _time in range(2))
    assert once == again


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_title_and_description_are_read_back(title, description):
    data = _with_text(title, description)
    (found,) = ics_file.read(data, default_timezone=DISPLAY).events
    kept = [char for char in unicodedata.normalize("NFC", title) if char.isalnum()]
    assert [char for char in found.title if char.isalnum()] == kept or not kept or len(title) > 100
    assert rich_text.clean(found.description_html) == found.description_html


@settings(deadline=None, max_examples=300)
@given(st.lists(lines, max_size=12))
def test_any_lines_are_read_or_refused(parts):
    _read_or_refuse(calendar("\n".join([*parts, ""])))
    _read_or_refuse(calendar(event(*parts)))


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    _read_or_refuse(data)
    _read_or_refuse(b"BEGIN:VCALENDAR\r\n" + data)


@pytest.mark.parametrize(
    "data",
    [*WRITTEN.values(), *(path.read_bytes() for path in real_files)],
    ids=[*WRITTEN, *(path.stem for path in real_files)],
)
def test_damaged_calendar_is_read_or_refused(data):
    random = Random(2027)
    for _round in range(25 if len(data) < 20_000 else 3):
        cut, size = random.randrange(len(data)), random.randrange(1, 40)
        _read_or_refuse(data[:cut])
        _read_or_refuse(data[:cut] + data[cut + size :])
        _read_or_refuse(data[:cut] + random.randbytes(size).replace(b"\0", b"1") + data[cut:])
        _read_or_refuse(data[:cut] + random.choice(b'0:;,=\n"\\A').to_bytes() + data[cut + 1 :])


def _with_text(title, description):
    return calendar(event(f"DESCRIPTION:{_escape(description)}", title=_escape(title)))


def _escape(text):
    lines = text.replace("\\", "\\\\").replace(",", "\\,").replace("\r", "\n")
    return lines.replace("\n", "\\n")


def _read_or_refuse(data):
    with suppress(CalendarFileError):
        ics_file.read(data, default_timezone=DISPLAY)
