"""Light markup in descriptions."""

import pytest

from app.portal.events.form_parts import light_markup

PAIRS = [
    ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
    ("a < b & c", "<p>a &lt; b &amp; c</p>"),
    ("**Bold** and *italic*", "<p><strong>Bold</strong> and <em>italic</em></p>"),
    ("- one\n- **two**", "<ul><li>one</li><li><strong>two</strong></li></ul>"),
    ("Bring:\n\n- a lamp\n\nand wait", "<p>Bring:</p><ul><li>a lamp</li></ul><p>and wait</p>"),
    (
        "[Our page](https://a.example/?a=1&b=2)",
        '<p><a href="https://a.example/?a=1&amp;b=2" rel="nofollow noopener ugc">Our page</a></p>',
    ),
    ("- not\na list", "<p>- not<br>a list</p>"),
    ("5 * 3 * 2 ** 4", "<p>5 * 3 * 2 ** 4</p>"),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ("snake_case*s and 2*3*4", "<p>snake_case*s and 2*3*4</p>"),
]


@pytest.mark.parametrize(("text", "html"), PAIRS)
def test_markup_becomes_html_and_html_markup(text, html):
    assert light_markup.to_html(text) == html
    assert light_markup.from_html(html) == text


@pytest.mark.parametrize(
    "html",
    ["<p>a *b* c</p>", "<h3>Head</h3>", "<p><b>old bold</b></p>", "<ul><li><p>a</p></li></ul>"],
)
def test_html_that_markup_cannot_say_is_left_alone(html):
    assert light_markup.from_html(html) is None


def test_tags_in_text_are_no_tags():
    assert "<script" not in light_markup.to_html("**<script>alert(1)</script>**")
