"""The text of a documentation page by heading, for its table of contents and the search."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import Markup

# Controls have no text to find, nor have links to a heading itself.
SILENT = frozenset({"aside", "button", "form", "nav", "select"})
BLOCKS = frozenset({"h3", "li", "p", "pre", "td", "th"})
ANCHOR = ("class", "docs-anchor")
_H2 = re.compile(r'<h2 id="([\w-]+)"[^>]*>(.*?)</h2>', re.S)
_WORD = re.compile(r"[^\W_]+(?:[_:.-][^\W_]+)*")


@dataclass
class Part:
    """The text below a heading. ``anchor`` is empty above the first."""

    anchor: str
    title: str
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The pieces, with single spaces."""
        return " ".join("".join(self.pieces).split())


def headings(html: str) -> list[tuple[str, str]]:
    """The (id, title) of each second-level heading."""
    return [(anchor, Markup(title).striptags()) for anchor, title in _H2.findall(html)]


def read_parts(html: str) -> list[Part]:
    """The parts of the page's article, without controls."""
    reader = _ArticleReader()
    reader.feed(html)
    return [part for part in reader.parts if part.title]


def words_of(text: str) -> Iterator[str]:
    """The words of ``text`` in lower case; "events:read" is one."""
    return (word.lower() for word in _WORD.findall(text))


class _ArticleReader(HTMLParser):
    """Collects the text of the article below each heading with an id."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = [Part("", "")]
        self._in_article = False
        self._silent: list[str] = []  # open elements whose text is ignored
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id")
        if tag == "article":
            self._in_article = True
        elif tag in SILENT or ANCHOR in attrs:
            self._silent.append(tag)
        elif tag == "h2" and anchor and self._in_article:
            self.parts.append(Part(anchor, ""))
        self._in_heading = self._in_heading or tag in {"h1", "h2"}

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._in_article = False
        elif self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag in {"h1", "h2"}:
            self._in_heading = False
        elif tag in BLOCKS:
            self.parts[-1].pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._in_article or self._silent:
            return
        if self._in_heading:
            self.parts[-1].title = f"{self.parts[-1].title}{data}".strip()
        else:
            self.parts[-1].pieces.append(data)
