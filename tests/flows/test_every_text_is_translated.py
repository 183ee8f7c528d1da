"""Every sentence of a page goes through gettext: with a catalog that marks texts, none is bare."""

import re
from html.parser import HTMLParser

import pytest
from babel.support import Translations

from app.language import current, template_texts
from app.portal.docs.pages import PAGES
from tests.support.hall import add
from tests.support.people import sign_in

VISITED = ("/", "/login", "/register", "/forgot", "/harbour-hall", "/no/such/page", "/docs/search")
ACCOUNT = ("", "/password", "/security", "/sessions", "/activity", "/apps", "/tickets", "/links")
TEAM = ("", "/settings", "/members", "/events", "/events/new", "/events/import", "/feeds", "/apps")
OWNED = (
    "/",
    "/developer/apps",
    "/developer/apps/new",
    *(f"/account{path}" for path in ACCOUNT),
    "/teams",
    "/teams/new",
    *(f"/teams/harbour-hall{path}" for path in TEAM),
)
# What machines read, and what tells itself apart.
SILENT = frozenset("script style code pre kbd samp svg textarea time iframe head".split())
INLINE = frozenset("a b br code i small span strong em time kbd".split())
SHOWN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-done", "data-failed")
# Names: of the site, of people and things in the tests, of languages, formats and places. Words of
# dates are Babel's.
NAMES = re.compile(
    r"""Stagedoor|Event\ Temple|schema\.org/Event|English|Deutsch|Harbour|Hall|Ana|Rossi|Spring
    |night|example|org|Python|JavaScript|PHP|curl|Atom|RSS|JSON(-LD)?|Feed|iCalendar|CSV|SVG|PNG
    |EdDSA|\((public|profile|openid|email)\)|UTC|[\w:.]+@[\w.]+|[a-z_]+:[a-z_]+|[a-z]+_[a-z_]+
    |[A-Za-z]+-[A-Za-z-]+|https?:\S+|\S*localhost\S*|[A-Z][a-z]+/[A-Z]\w+""",
    re.X,
)
# Values of the protocol in tables of the reference: one, or several by commas.
TERMS = re.compile(r"^\s*\"?[\w.:-]+\"?(, \"?[\w.:-]+\"?)*\s*$")
DATE = re.compile(
    r"^\s*\d{1,2}\s*[A-Z][a-z]{2}\s*$|\b\w{3,9} \d{1,2} \w{3,9}( \d{4})?"
    r"|\d{1,2} \w{3,9} \d{4}|\w{3,9} \d{4}"
)


class Marked(Translations):
    """Texts in brackets, so that what is outside of them never went through gettext."""

    def ugettext(self, message):
        return f"⟦{message}⟧"

    def ungettext(self, singular, plural, num):
        return f"⟦{singular if num == 1 else plural}⟧"

    gettext, ngettext = ugettext, ungettext


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(current, "catalog_of", lambda _tag: Marked())
    template_texts._constant.cache_clear()
    yield
    template_texts._constant.cache_clear()


class Reader(HTMLParser):
    """The visible texts of a page, one for each block."""

    def __init__(self):
        super().__init__()
        self.texts, self._silent = [""], []

    def handle_starttag(self, tag, attrs):
        is_zone = tag == "option" and "/" in (dict(attrs).get("value") or "")
        if tag in SILENT or is_zone or dict(attrs).get("translate") == "no":
            self._silent.append(tag)
        elif not self._silent:
            self.texts += [value for name, value in attrs if name in SHOWN_ATTRIBUTES and value]
        if tag not in INLINE:
            self.texts.append("")

    def handle_endtag(self, tag):
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        if tag not in INLINE:
            self.texts.append("")

    def handle_data(self, data):
        if not self._silent:
            self.texts[-1] += data


def bare_texts(html: str) -> set[str]:
    """The texts of the page with English words that are in no brackets."""
    reader = Reader()
    reader.feed(html)
    bare = set()
    for text in reader.texts:
        rest = text
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", rest)) != rest:
            rest = shorter
        if not TERMS.match(rest) and re.search(
            r"[A-Za-z]{3,}", NAMES.sub(" ", DATE.sub(" ", rest))
        ):
            bare.add(" ".join(rest.split()))
    return bare


def test_no_page_of_a_visitor_shows_a_bare_text(app, client, hall, marked):
    add(app, "Spring night")
    bare = {path: found for path in VISITED if (found := bare_texts(client.get(path).text))}
    assert bare == {}


def test_no_page_of_the_documentation_shows_a_bare_text(client, marked):
    paths = [f"/docs/{page.path}".rstrip("/") for page in PAGES.values()]
    bare = {path: found for path in paths if (found := bare_texts(client.get(path).text))}
    assert bare == {}


def test_no_page_of_an_owner_shows_a_bare_text(app, client, hall, marked):
    add(app, "Spring night")
    sign_in(client, "ana@example.org")
    bare = {path: found for path in OWNED if (found := bare_texts(client.get(path).text))}
    assert bare == {}


def test_bare_text_is_found():
    assert bare_texts("<p>⟦Hello ⟦Ana⟧⟧</p><p>Go <b>⟦on⟧</b> there</p>") == {"Go there"}
    assert bare_texts('<button aria-label="Close it">⟦x⟧</button>') == {"Close it"}
    assert bare_texts("<p>⟦At⟧ Sat 27 Mar 2027, 20:00</p><code>GET</code>") == set()


def test_headings_have_the_same_addresses_in_every_language(client):
    for path in ("/docs", "/docs/errors", "/docs/guides/pkce-and-state", "/docs/api/events"):
        german = client.get(path, headers={"Accept-Language": "de"}).text
        found = [re.findall(r'<h2 id="([\w-]+)"', text) for text in (client.get(path).text, german)]
        assert found[0] == found[1]


def test_documentation_is_searched_in_the_language_of_its_reader(client):
    def titles(query, language):
        page = client.get(f"/docs/search?q={query}", headers={"Accept-Language": language}).text
        return re.findall(r'<a href="/docs/[^"]*#', page)

    assert titles("Einwilligungsseite", "de")
    assert titles("übersprungene", "de")
    assert not titles("Einwilligungsseite", "en")
    assert titles("consent", "en")
