"""RSS documents."""

from xml.etree import ElementTree

from app.api.feed_formats import rss
from tests.support.feeds import EVENT, make_page


def channel(page):
    return ElementTree.fromstring(rss.render(page)).find("channel")


def test_document_is_well_formed_with_special_characters():
    assert channel(make_page(EVENT)).findtext("item/title") == "Lantern & walk"


def test_item_has_a_permanent_guid_and_an_rfc_822_date():
    item = channel(make_page(EVENT)).find("item")
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert item.findtext("pubDate") == "Fri, 01 Jan 2027 00:00:00 +0000"


def test_only_known_addresses_are_linked():
    link = "{http://www.w3.org/2005/Atom}link"
    relations = [
        [one.get("rel") for one in channel(page).findall(link)]
        for page in (make_page(), make_page(self_url=None, next_url=None), make_page(next_url="x"))
    ]
    assert relations == [["self"], [], ["self", "next"]]
