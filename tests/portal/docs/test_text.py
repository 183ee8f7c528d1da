"""The text of a page by heading."""

from app.portal.docs import text

PAGE = """<nav>Menu</nav><article><h1>Feeds</h1><p>Read a <b>feed</b>.</p><p>Often.</p>
<h2 id="etag" class="x">ETag &amp; co<a class="docs-anchor" href="#etag">Link</a></h2>
<button>Copy</button><pre>curl</pre><h2>Untold</h2></article><footer>Foot</footer>"""


def test_parts_begin_at_headings_with_an_id_and_skip_controls():
    parts = text.read_parts(PAGE)
    assert [(part.anchor, part.title) for part in parts] == [
        ("", "Feeds"),
        ("etag", "ETag & coUntold"),
    ]
    assert [part.text for part in parts] == ["Read a feed. Often.", "curl"]


def test_table_of_contents_has_the_second_level():
    assert text.headings('<h2 id="a">One <b>two</b></h2><h2>no</h2>') == [("a", "One two")]


def test_words_are_lower_case_and_keep_scopes_whole():
    assert list(text.words_of("Ask for Events:read, If-None-Match!")) == [
        "ask",
        "for",
        "events:read",
        "if-none-match",
    ]
