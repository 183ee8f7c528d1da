"""Links that people and apps give."""

import pytest

from app.models.values import web_link
from app.models.values.errors import ValidationError


@pytest.mark.parametrize(
    ("text", "link"),
    [(" https://a.example/é ", "https://a.example/é"), ("", None), ("  ", None), (None, None)],
)
def test_link_is_taken_without_space_around_it(text, link):
    assert web_link.checked(text, "url") == link


@pytest.mark.parametrize(
    "text",
    [
        "a.example",
        "javascript:alert(1)",
        "ftp://a.example",
        "https://",
        "https://[",
        "https://a b",
        "https://a\u202e",
        "https://a/" + "x" * 2000,
    ],
)
def test_anything_else_is_refused(context, text):
    with pytest.raises(ValidationError) as error:
        web_link.checked(text, "url")
    assert error.value.field == "url"
