"""X-STAGEDOOR-EVENT from anyone: what no event can have is left out."""

import json

import pytest

from app.models.calendar_files.import_candidate import check_file
from tests.support.ics import event, read


def details(value):
    text = value if isinstance(value, str) else json.dumps(value)
    line = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    checked = check_file(read(event(f"X-STAGEDOOR-EVENT:{line}", "URL:https://x.example")))
    assert checked.refusals == ()
    (candidate,) = checked.candidates
    return candidate.details


@pytest.mark.parametrize(
    "value",
    [
        "no JSON",
        "[]",
        "{",
        "[" * 5_000,
        {"offers": 1, "organizer": [], "performers": {}, "venue": "x", "summary": 2},
        {"offers": {"price": "a lot", "currency": "EUR", "url": "javascript:x"}},
        {"offers": {"price": "1", "currency": "XXXX"}},
        {"offers": {"price": "1"}},
        {"organizer": {"url": "https://x.example"}},
        {"performers": [1, None, {}, {"name": ""}, {"url": "https://x.example"}]},
        {"venue": {"country": "Italy", "name": []}},
        {"image": "data:x", "online_url": 5, "image_alt": "of nothing"},
        {"status": "draft", "visibility": "public"},
    ],
    ids=str,
)
def test_value_that_no_event_can_have_is_left_out(context, value):
    assert details(value) == details({})


def test_text_is_cut_and_made_one_line(context):
    found = details({"summary": "a\nb" + "c" * 400, "performers": [{"name": "x" * 300}] * 30})
    assert found.summary.startswith("a bc")
    assert len(found.summary) == 300
    assert [len(one.name) for one in found.performers] == [200]


def test_status_and_visibility_are_those_of_feeds(context):
    found = details({"status": "postponed", "visibility": "unlisted"})
    assert (found.status, found.visibility) == ("postponed", "public")
