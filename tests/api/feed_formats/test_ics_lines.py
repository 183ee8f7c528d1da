"""Content lines: whatever the text, one line that others read back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Event

from app.api.feed_formats.ics_lines import MAX_TEXT, line, long_text, text, uri

ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@given(ANY)
@example("A\r\nATTENDEE:mailto:x@y\r\nEND:VEVENT")
@example("a\x00b\x0bc\x0cd\x85e\u2028f\u2029g\x1ch")
@example("\\n\\;,\\,\n;" * 40)
@example("🏳️‍🌈é" * 60)
def test_text_is_one_property_in_lines_of_75_octets(value):
    written = line("SUMMARY", text(value)).encode()

    assert written.endswith(b"\r\n")
    first, *rest = written[:-2].split(b"\r\n")
    assert first.startswith(b"SUMMARY:")
    assert all(part.startswith(b" ") for part in rest)
    for part in (first, *rest):
        assert len(part) <= 75
        part.decode()  # no character is split
        assert b"\n" not in part
        assert b"\r" not in part
    wrapped = b"BEGIN:VEVENT\r\n" + written + b"END:VEVENT\r\n"
    found = Event.from_ical(wrapped)
    assert list(found.keys()) == ["SUMMARY"]
    if value.isprintable():
        assert str(found["SUMMARY"]) == value


@given(ANY)
def test_uri_never_leaves_its_line(value):
    written = uri(f"https://x.example/{value}")
    assert written.isascii()
    assert written.isprintable()
    assert " " not in written


def test_what_is_too_long_is_cut_between_characters():
    cut = long_text("日" * MAX_TEXT)
    assert cut.endswith("日…")
    assert len(cut.encode()) < MAX_TEXT + 5


@pytest.mark.parametrize("length", [66, 67, 68, 141, 142])
def test_fold_stands_where_the_octets_say(length):
    written = line("SUMMARY", "x" * length)
    assert [len(part) for part in written.split("\r\n")[:-2]] == [75] * written.count("\r\n ")
    assert written.replace("\r\n ", "") == f"SUMMARY:{'x' * length}\r\n"
