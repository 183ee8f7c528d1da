"""Code is coloured by classes, and is nothing but text."""

import pytest

from app.portal.docs.highlight import MAX_COLOURED, Code, coloured, language_of


@pytest.mark.parametrize("language", ["curl", "python", "javascript", "php", "json", "http"])
def test_text_stays_what_it_is_and_is_escaped(language):
    shown = coloured(Code("<script>alert('1 & 2')</script>", language))
    assert "<script>" not in shown
    assert shown.striptags() == "<script>alert('1 & 2')</script>"
    assert 'class="hl-' in shown
    assert "style=" not in shown


@pytest.mark.parametrize(
    "code",
    ["plain", Code("plain", "cobol"), Code("x" * 100_000, "json")],
    ids=["no language", "unknown language", "long"],
)
def test_text_without_a_language_and_a_long_one_is_left_alone(code):
    assert coloured(code) is code
    assert MAX_COLOURED < 100_000


def test_language_is_that_of_the_media_type():
    types = ("application/json", "application/problem+json", "text/calendar")
    assert [language_of(name) for name in types] == ["json", "json", ""]
