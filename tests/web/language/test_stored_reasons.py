"""Reasons that were stored in English."""

import pytest

from app.web.language.stored_reasons import translated

REASONS = {
    "Not selected.": "Nicht ausgewählt.",
    "It has more than 5000 events.": "Er enthält mehr als 5000 Veranstaltungen.",
    "It answers 502 instead of a calendar.": "Die Antwort ist 502 statt eines Kalenders.",
    "It ends before it starts. (line 12)": "Das Ende liegt vor dem Beginn. (Zeile 12)",
    "100% of 3 unknown words": "100% of 3 unknown words",
    "": "",
}


@pytest.mark.parametrize(("stored", "german"), REASONS.items())
def test_stored_reason_is_read_in_german_with_its_number(app, stored, german):
    for language, text in {"de": german, "en": stored}.items():
        with app.test_request_context(headers={"Accept-Language": language}):
            assert translated(stored) == text
