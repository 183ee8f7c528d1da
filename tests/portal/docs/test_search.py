"""Search over the documentation."""

import re
from html import unescape

from app.portal.docs import text
from app.portal.docs.search import MAX_RESULTS, mark
from tests.support.markup import compact

FOUND = re.compile(r'<li><a href="([^"]+)">([^<]+)</a>')


def search(client, query):
    answer = client.get("/docs/search", query_string={"q": query})
    assert answer.status_code == 200
    return compact(answer.text)


def first(client, query):
    listed = search(client, query).partition('<ol class="docs-found">')[2]
    return FOUND.search(listed)[1]


BEST = {
    "refresh token": "/docs/guides/refresh",
    "REDIRECT uris": "/docs/guides/redirect-uris",
    "python": "/docs/quick-start/python",
    "pkce": "/docs/guides/pkce",
    "rate limit": "/docs/guides/rate-limits",
    "if-none-match": "/docs/guides/reading-events#etag",
    "kanka": "/docs/moving/kanka",
    "crm_manage": "/docs/moving/event-temple#requests",
    "lost secret": "/docs#trouble",
    "check a guest in": "/docs/api/guests/check-in-guest",
}


def test_best_place_comes_first_and_a_beginning_is_enough(client):
    assert {query: first(client, query) for query in BEST} == BEST
    assert "/docs/guides/rate-limits" in search(client, "retry-aft")


def test_found_words_are_marked_and_nothing_else_is_markup(client):
    page = search(client, "<mark>invalid_grant</mark>")
    assert "<mark>invalid_grant" in page
    assert "“&lt;mark&gt;invalid_grant&lt;/mark&gt;”" in page


def test_misspelt_word_is_suggested_as_it_is_written(client):
    page = search(client, "refesh")
    assert "No results" in page
    assert 'href="/docs/search?q=refresh"' in page
    assert 'href="/docs/errors"' in page


def test_any_query_is_answered(client):
    for query in ("", "   ", "?!", "…", "\x00", "zq" * 5000, "%_'\""):
        page = search(client, query)
        assert "No results" in page or "looking for" in page, query


def test_common_word_gives_the_best_few_and_says_how_many_there_are(client):
    page = search(client, "the")
    assert page.count("<li><a href=") - page.count('aria-current="page"') >= MAX_RESULTS
    assert f"Showing the best {MAX_RESULTS}." in page


def test_what_the_reader_s_own_page_shows_is_not_searched(client):
    assert "No results" in search(client, "placeholder")


def test_piece_begins_and_ends_at_a_word():
    pieces = mark("one " * 100 + "needle " + "two " * 100, ["needle"])
    letters = "".join(letters for letters, _marked in pieces).strip()
    assert letters.startswith("… one")
    assert letters.endswith("two …")
    assert [letters for letters, marked in pieces if marked] == ["needle"]


def test_parts_of_a_page_are_read_without_what_is_for_clicking():
    page = """<nav>no</nav><article><h1>Title</h1><p>First.</p><aside>no</aside>
    <section><h2 id="a">One</h2><a class="docs-anchor" href="#a">no</a><p>Two <b>three</b>.</p>
    <table><tr><td>x</td><td>y</td></tr></table><button>no</button></section></article>no"""
    parts = text.read_parts(page)
    assert [(part.anchor, part.title, part.text) for part in parts] == [
        ("", "Title", "First."),
        ("a", "One", "Two three. x y"),
    ]
    assert text.headings(page) == [("a", "One")]
    assert unescape(list(text.words_of("Events:read, 401"))[0]) == "events:read"
