"""Descriptions: only the allow-list lives, and cleaning twice is cleaning once."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.values import rich_text
from app.models.values.errors import ValidationError

TAGS = "p br b i em strong ul ol li a blockquote code pre h3 h4 div script svg table td style font"
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "svg": "<svg onload=alert(1)>",
    "javascript-link": "<a href=javascript:alert(1)>x</a>",
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "image": "<img src=http://t/p.gif onerror=alert(1)>",
    "clobbering": '<form action=//evil id=csrf_token name=x style="color:red" class=y>',
    "math": "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
}
fragments = st.one_of(
    st.text(max_size=8),
    st.sampled_from([f"<{tag}>" for tag in TAGS.split()]),
    st.sampled_from([f"</{tag}>" for tag in TAGS.split()]),
    st.sampled_from(["\n", "&lt;", "&#0;", "&amp", "<a href=http://x>", "<!--", "-->", "\xa0"]),
)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_nothing_live_is_left(attack):
    cleaned = rich_text.clean(f"<p>before</p>{attack}<p>after</p>")
    assert "before" in cleaned
    assert set(re.findall(r"<(\w+)", cleaned)) <= {"p", "a"}
    assert not re.search(r"alert|javascript:|onerror|style|class|\bid=|evil", cleaned.lower())


def test_links_go_out_without_a_vote():
    cleaned = rich_text.clean('<a href="https://example.org" target=_blank>us</a>')
    assert cleaned == '<a href="https://example.org" rel="nofollow noopener ugc">us</a>'


def test_too_long_a_description_is_refused():
    with pytest.raises(ValidationError) as refusal:
        rich_text.clean("a" * (rich_text.MAX_LENGTH + 1))
    assert refusal.value.field == "description"


def test_text_has_a_line_for_each_break_and_an_empty_one_between_blocks():
    source = "<p>One &amp; two<br>three</p><ul><li>a</li><li>b</li></ul>"
    assert rich_text.to_text(source) == "One & two\nthree\n\na\nb"


def test_plain_text_becomes_paragraphs():
    html = rich_text.from_text("Doors <20:00>\nbar\n\n\nhttps://example.org")
    assert html == "<p>Doors &lt;20:00&gt;<br>bar</p><p>https://example.org</p>"


def test_imported_text_with_tags_between_lines_keeps_both():
    html = rich_text.from_import('Kind: talk\n<p>At <a href="https://x.org">x</a></p>')
    assert html.startswith("Kind: talk<br><p>At <a href=")


@pytest.mark.parametrize(
    "text",
    ["a\n\n" * 20_000, "&" * 60_000, "<p>" + "<" * 60_000, "<p>" + "&amp" * 15_000, "<b>" * 9_000],
    ids=["paragraphs", "entities", "brackets", "escaped", "tags"],
)
def test_imported_description_always_fits(text):
    html = rich_text.from_import(text)
    assert rich_text.clean(html) == html


@settings(deadline=None, max_examples=300)
@given(st.lists(fragments, max_size=30).map("".join))
def test_cleaning_again_changes_nothing(source):
    cleaned = rich_text.clean(source)
    assert rich_text.clean(cleaned) == cleaned


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_text_goes_to_html_and_back(text):
    html = rich_text.from_text(text)
    assert rich_text.clean(html) == html
    assert rich_text.from_text(rich_text.to_text(html)) == html


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("Write to <a@hall.example>", "<p>Write to &lt;a@hall.example&gt;</p>"),
        ("x <b and c> y, 1 < 2", "<p>x &lt;b and c&gt; y, 1 &lt; 2</p>"),
        ("Doors <b>at 8</b>", "Doors <b>at 8</b>"),
        (
            "<!DOCTYPE HTML>\n<HTML><HEAD><TITLE>x</TITLE>\n<style>p{}</style></HEAD>\n"
            "<BODY><P>Hi\nall</P></BODY></HTML>",
            "<p>Hi\nall</p>",
        ),
        ("<html><script>x()</script><p>Hi<noscript>y</noscript></p></html>", "<p>Hi</p>"),
    ],
)
def test_imported_text_is_html_only_where_it_has_tags_and_loses_what_no_page_shows(source, cleaned):
    assert rich_text.from_import(source) == cleaned
