"""Atom documents."""

from xml.etree import ElementTree

from app.api.feed_formats import atom
from tests.support.feeds import EVENT, make_page

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def links(feed):
    return {link.get("rel"): link.get("href") for link in feed.findall("a:link", NAMES)}


def test_document_is_well_formed_with_special_characters():
    feed = ElementTree.fromstring(atom.render(make_page(EVENT)))
    assert feed.findtext("a:title", namespaces=NAMES) == "Harbour & Hall"
    assert feed.findtext("a:entry/a:title", namespaces=NAMES) == "Lantern & walk"
    assert links(feed)["self"] == "https://stagedoor.example/feed?a=1&b=2"


def test_entry_has_a_permanent_id_and_both_times():
    entry = ElementTree.fromstring(atom.render(make_page(EVENT))).find("a:entry", NAMES)
    texts = [entry.findtext(f"a:{name}", namespaces=NAMES) for name in ("id", "updated")]
    assert texts == ["tag:stagedoor.example,2026:evt_walk", EVENT["updated_at"]]


def test_secret_address_is_in_no_document():
    feed = ElementTree.fromstring(atom.render(make_page(self_url=None)))
    assert links(feed).keys() == {"alternate"}
