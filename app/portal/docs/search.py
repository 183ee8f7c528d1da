"""Search in the documentation: parts of pages, the best first."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from math import log

from flask import current_app

from app.language.current import page_locale
from app.portal.docs import endpoints, reference
from app.portal.docs import text as docs_text
from app.portal.docs.pages import PAGES, DocPage
from app.portal.docs.text import Part, words_of

MAX_LENGTH = 100  # characters of a query
MAX_TERMS = 8
MAX_RESULTS = 20
SNIPPET = 180  # characters
KEY = "docs_index"
# Pages to offer when a search finds nothing.
POPULAR = ("", "guides/redirect-uris", "errors", "api")
# The score of a term by its place.
IN_TITLE, IN_PAGE_TITLE, IN_TEXT = 12.0, 6.0, 2.0
REPETITION = 0.5  # factor for the other quick starts, which repeat the first

Draw = Callable[[str], str]
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Entry:
    """A part of a page in the index."""

    page: DocPage
    part: Part

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of its heading."""
        return frozenset(words_of(self.part.title))

    @cached_property
    def page_words(self) -> frozenset[str]:
        """The words of its page's title."""
        return frozenset(words_of(str(self.page.title)))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs in its text."""
        return Counter(words_of(self.part.text))

    def score(self, term: str) -> float:
        """How well the part matches ``term``, a word or the beginning of one; 0 if not at all."""
        score = IN_TITLE * _closeness(term, self.title_words)
        score += IN_PAGE_TITLE * _closeness(term, self.page_words)
        times = sum(count for word, count in self.counts.items() if _matches(term, word))
        score += IN_TEXT * (1 + log(times)) if times else 0.0
        return score if self.page.is_listed else score * REPETITION


@dataclass(frozen=True)
class Results:
    """The best parts, the number of all matches, and if there are none, suggested terms."""

    entries: list[tuple[Entry, Pieces]]
    total: int
    suggestions: list[str]


def search(query: str, *, draw: Draw) -> Results:
    """The parts with all terms of ``query``, or if there are none, with any of them.

    ``draw`` returns a page's HTML by its path; it is called only for the first search.
    """
    terms = list(islice(dict.fromkeys(words_of(query)), MAX_TERMS))
    index = _index(draw)
    scored = [(entry, [entry.score(term) for term in terms]) for entry in index]
    some = [(entry, scores) for entry, scores in scored if any(scores)]
    hits = [(entry, scores) for entry, scores in some if all(scores)] or some
    best = sorted(hits, key=lambda hit: -sum(hit[1]))[:MAX_RESULTS]
    entries = [(entry, mark(entry.part.text, terms)) for entry, _scores in best]
    return Results(entries, len(hits), [] if hits else _suggest(terms, index))


def mark(text: str, terms: list[str]) -> Pieces:
    """An extract of ``text`` around the first term, in pieces of (text, is a match)."""
    lower = text.lower()
    places = [place for term in terms if (place := _place(lower, term)) >= 0]
    begin = max(0, min(places, default=0) - SNIPPET // 3)
    if begin:  # at the beginning of a word
        begin = text.find(" ", begin) + 1
    cut = text[begin : begin + SNIPPET]
    if begin + SNIPPET < len(text):
        cut = cut.rpartition(" ")[0] + " …"
    pieces: Pieces = [("… ", False)] if begin else []
    for token in cut.split(" "):
        bare = next(iter(words_of(token)), "")
        pieces += [(token, any(_matches(term, bare) for term in terms)), (" ", False)]
    return pieces


def _place(text: str, term: str) -> int:
    return 0 if text.startswith(term) else text.find(f" {term}")


def _matches(term: str, word: str) -> bool:
    return word.startswith(term) or (len(term) > 3 and word.removesuffix("s") == term.rstrip("s"))


def _closeness(term: str, vocabulary: frozenset[str]) -> float:
    if term in vocabulary:
        return 1.0
    return 0.6 if any(_matches(term, word) for word in vocabulary) else 0.0


def _suggest(terms: list[str], index: list[Entry]) -> list[str]:
    vocabulary = sorted({word for entry in index for word in entry.counts if len(word) > 3})
    close = [get_close_matches(term, vocabulary, n=1, cutoff=0.75) for term in terms]
    return list(dict.fromkeys(word for matches in close for word in matches))[:4]


def _index(draw: Draw) -> list[Entry]:
    # Made by the first search, so that the start does not wait; the pages do not change.
    # Each language has pages of its own.
    key, store = f"{KEY}_{page_locale()}", current_app.extensions
    if key not in store:
        store[key] = [
            *(Entry(page, part) for page in PAGES.values() for part in _parts(page, draw)),
            *_operations(),
        ]
    return store[key]  # type: ignore[no-any-return]  # extensions are untyped


def _operations() -> list[Entry]:
    """The page of each operation, as a single part, without drawing it."""
    entries = [entry for _group, entries in endpoints.list_groups() for entry in entries]
    return [Entry(reference.page_of(entry), _part_of(entry)) for entry in entries]


def _part_of(entry: endpoints.Entry) -> Part:
    operation = entry.operation
    addresses = [f"{methods} {path}" for methods, path in entry.addresses]
    parameters = [f"{parameter.name}: {parameter.text}" for parameter in entry.parameters]
    pieces = [str(operation.text), *addresses, entry.route.scope, *parameters]
    return Part("", str(operation.summary), [f"{piece} " for piece in pieces])


def _parts(page: DocPage, draw: Draw) -> list[Part]:
    parts = docs_text.read_parts(draw(page.path))
    if page.group:
        return parts[:1]  # its operations have pages of their own
    if page.is_listed:
        return parts
    # The other quick starts repeat the first, so each is a single part.
    return [Part("", parts[0].title, [piece for part in parts for piece in part.pieces])]
