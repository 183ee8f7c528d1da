"""Search over the documentation: parts of pages by their words, the best first."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from math import log

from flask import current_app

from app.portal.docs import text as docs_text
from app.portal.docs.pages import PAGES, DocPage
from app.portal.docs.text import Part, words_of

MAX_LENGTH = 100  # characters of a query
MAX_WORDS = 8
MAX_FOUND = 20
SNIPPET = 180  # characters
KEY = "docs_index"
# Where people go who do not find a word.
POPULAR = ("", "guides/redirect-uris", "errors", "api")
# What a word is worth by where it stands.
IN_TITLE, IN_PAGE_TITLE, IN_TEXT = 12.0, 6.0, 2.0
REPETITION = 0.5  # of a quick start in another language, which says the same as the first

Draw = Callable[[str], str]
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Entry:
    """A part of a page that can be found."""

    page: DocPage
    part: Part

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of its heading."""
        return frozenset(words_of(self.part.title))

    @cached_property
    def page_words(self) -> frozenset[str]:
        """The words of its page's name."""
        return frozenset(words_of(str(self.page.title)))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often it says each word."""
        return Counter(words_of(self.part.text))

    def score(self, word: str) -> float:
        """What the part is worth to somebody who looks for ``word`` or the beginning of one."""
        worth = IN_TITLE * _closeness(word, self.title_words)
        worth += IN_PAGE_TITLE * _closeness(word, self.page_words)
        times = sum(count for said, count in self.counts.items() if _is_meant(word, said))
        worth += IN_TEXT * (1 + log(times)) if times else 0.0
        return worth if self.page.is_listed else worth * REPETITION


@dataclass(frozen=True)
class Found:
    """What a search answers: the best parts, how many there were, and else what was meant."""

    entries: list[tuple[Entry, Pieces]]
    total: int
    suggestions: list[str]


def search(query: str, *, draw: Draw) -> Found:
    """The parts with all words of ``query``, or with any where none has all.

    ``draw`` gives a page's HTML by its path; it is asked once in the life of a process.
    """
    words = list(islice(dict.fromkeys(words_of(query)), MAX_WORDS))
    index = _index(draw)
    scored = [(entry, [entry.score(word) for word in words]) for entry in index]
    hits = [one for one in scored if words and all(one[1])] or [o for o in scored if any(o[1])]
    best = sorted(hits, key=lambda one: -sum(one[1]))[:MAX_FOUND]
    entries = [(entry, mark(entry.part.text, words)) for entry, _scores in best]
    return Found(entries, len(hits), [] if hits else _suggest(words, index))


def mark(text: str, words: list[str]) -> Pieces:
    """A piece of ``text`` around the first of ``words``, cut up as (letters, is marked)."""
    lower = text.lower()
    places = [place for word in words if (place := _place(lower, word)) >= 0]
    begin = max(0, min(places, default=0) - SNIPPET // 3)
    if begin:  # at a word, not in it
        begin = text.find(" ", begin) + 1
    cut = text[begin : begin + SNIPPET]
    if begin + SNIPPET < len(text):
        cut = cut.rpartition(" ")[0] + " …"
    pieces: Pieces = [("… ", False)] if begin else []
    for token in cut.split(" "):
        bare = next(iter(words_of(token)), "")
        pieces += [(token, any(_is_meant(word, bare) for word in words)), (" ", False)]
    return pieces


def _place(text: str, word: str) -> int:
    return 0 if text.startswith(word) else text.find(f" {word}")


def _is_meant(word: str, said: str) -> bool:
    return said.startswith(word) or (len(word) > 3 and said.removesuffix("s") == word.rstrip("s"))


def _closeness(word: str, said: frozenset[str]) -> float:
    if word in said:
        return 1.0
    return 0.6 if any(_is_meant(word, one) for one in said) else 0.0


def _suggest(words: list[str], index: list[Entry]) -> list[str]:
    known = sorted({said for entry in index for said in entry.counts if len(said) > 3})
    close = [get_close_matches(word, known, n=1, cutoff=0.75) for word in words]
    return list(dict.fromkeys(meant for some in close for meant in some))[:4]


def _index(draw: Draw) -> list[Entry]:
    # Drawn when first asked for: a start must not wait for it, and the pages do not change.
    store = current_app.extensions
    if KEY not in store:
        store[KEY] = [Entry(page, part) for page in PAGES.values() for part in _parts(page, draw)]
    return store[KEY]  # type: ignore[no-any-return]


def _parts(page: DocPage, draw: Draw) -> list[Part]:
    parts = docs_text.read_parts(draw(page.path))
    if page.is_listed:
        return parts
    # The further quick starts say the same again: each is found once, by its language.
    return [Part("", parts[0].title, [words for part in parts for words in part.words])]
