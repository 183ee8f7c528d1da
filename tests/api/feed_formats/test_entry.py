"""What feed readers show of an event."""

import pytest

from app.api.feed_formats import entry
from tests.support.feeds import ALL_DAY, EVENT


@pytest.mark.parametrize(
    ("status", "title"),
    [("scheduled", "Lantern & walk"), ("cancelled", "Cancelled: Lantern & walk")],
)
def test_title_begins_with_an_unusual_status(status, title):
    assert entry.title({**EVENT, "status": status}) == title


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Sat, 27 Mar 2027, 20:00 (Europe/Rome)"),
        (ALL_DAY, "Sat, 27 Mar 2027 to Sun, 28 Mar 2027"),
        ({**ALL_DAY, "end": ALL_DAY["start"]}, "Sat, 27 Mar 2027"),
    ],
    ids=["evening", "two-days", "one-day"],
)
def test_moment_is_local_and_an_all_day_event_ends_on_its_last_day(changes, text):
    assert entry.moment({**EVENT, **changes}) == text


def test_place_is_one_line_and_empty_when_unknown():
    assert entry.place(EVENT) == "Old Harbour, Molo Vecchio, IT"
    assert entry.place({**EVENT, "venue": None}) == ""


def test_content_escapes_plain_text_and_keeps_html():
    written = {"summary": "<b>", "description": {"html": "<p>Hi</p>", "text": "Hi"}}
    content = entry.content({**EVENT, **written})
    assert content.endswith("<p>&lt;b&gt;</p><p>Hi</p>")


def test_xml_leaves_out_what_xml_cannot_hold():
    assert entry.xml("a\x00\x1b<\ufffe&\n") == "a&lt;&amp;\n"
