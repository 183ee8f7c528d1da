"""Names and titles: visible, one line, NFC."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.values import plain_text
from app.models.values.errors import ValidationError

HIDDEN = {
    "nul": "\x00",
    "line-break": "\n",
    "escape": "\x1b",
    "soft-hyphen": "\xad",
    "zero-width-space": "\u200b",
    "joiner-between-latin-letters": "\u200d",
    "right-to-left-override": "\u202e",
    "isolate": "\u2066",
    "byte-order-mark": "\ufeff",
    "line-separator": "\u2028",
    "hangul-filler": "\u3164",
    "tag-letter": "\U000e0061",
    "half-a-pair": "\ud800",
    "non-character": "\uffff",
}
VISIBLE = {
    "emoji-family": "👨‍👩‍👧 Family day",
    "flag-of-a-country": "🇲🇽 墨西哥 VS 🇿🇦 南非",
    "flag-of-england": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England",
    "heart-on-fire": "❤️‍🔥 Night",
    "persian-non-joiner": "می‌خواهم",
    "slovak": "🔵 Núdzová škola",
}
any_text = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\u200d\ufe0f \n\u0301a中")
)


@pytest.mark.parametrize("char", HIDDEN.values(), ids=HIDDEN.keys())
def test_name_with_a_hidden_character_is_refused(char):
    with pytest.raises(ValidationError) as refusal:
        plain_text.one_line(f"Night{char}Owl", field="name", max_length=50)
    assert refusal.value.field == "name"


@pytest.mark.parametrize("char", HIDDEN.values(), ids=HIDDEN.keys())
def test_imported_title_loses_its_hidden_characters(char):
    assert plain_text.squeeze(f"Night{char}Owl", 50) in {"NightOwl", "Night Owl"}


@pytest.mark.parametrize("text", VISIBLE.values(), ids=VISIBLE.keys())
def test_what_scripts_and_emoji_need_is_kept(text):
    assert plain_text.one_line(text, field="name", max_length=50) == text
    assert plain_text.squeeze(text, 50) == text


def test_text_is_composed_and_stripped():
    assert plain_text.one_line("  Cafe\u0301 ", field="name", max_length=4) == "Café"


def test_long_name_is_refused_and_long_title_is_cut():
    with pytest.raises(ValidationError):
        plain_text.one_line("a" * 51, field="name", max_length=50)
    assert plain_text.squeeze("a" * 51, 50) == "a" * 49 + "…"


def test_thousands_of_marks_on_one_letter_take_no_time():
    started = time.process_time()
    plain_text.lines("a" + "\u0301\u0327" * 25_000)
    assert time.process_time() - started < 1


def test_lines_keep_line_breaks_only():
    assert plain_text.lines("a\r\nb\rc\u2028d\te\x07") == "a\nb\nc\nd e"


@settings(deadline=None)
@given(any_text, st.integers(2, 30))
def test_squeezed_title_is_a_name_that_is_accepted(text, length):
    title = plain_text.squeeze(text, length)
    assert unicodedata.is_normalized("NFC", title)
    if title:
        assert plain_text.one_line(title, field="name", max_length=length) == title


def test_printable_text_has_a_sign_for_what_cannot_be_seen():
    assert plain_text.printable("Curl/8 \0\n\ud800\u2028x", 10) == "Curl/8 \ufffd\ufffd\ufffd"
    assert plain_text.printable("é" * 5, 3) == "ééé"
