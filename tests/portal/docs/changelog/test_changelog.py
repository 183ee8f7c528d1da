"""The changelog of the API, as a page and as a feed."""

import re
from xml.etree import ElementTree

from app.portal.docs.changelog.changes import CHANGES

ATOM = "{http://www.w3.org/2005/Atom}"


def test_page_has_every_change_under_its_day(client):
    page = client.get("/changelog").text
    for change in CHANGES:
        assert f'<time datetime="{change.day.isoformat()}">' in page
        assert f'id="{change.id}"' in page
    assert 'type="application/atom+xml"' in page
    days = re.findall(r'<time datetime="([\d-]+)">', page)
    assert days == sorted(days, reverse=True)


def test_feed_is_atom_with_an_entry_for_each_change(client):
    answer = client.get("/changelog.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids == [f"http://localhost/changelog#{change.id}" for change in CHANGES]
    for name in ("id", "title", "updated"):
        assert all(entry.findtext(f"{ATOM}{name}") for entry in [feed, *entries]), name
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


def test_feed_that_is_known_is_not_sent_again(client):
    known = {"If-None-Match": client.get("/changelog.atom").headers["ETag"]}
    assert client.get("/changelog.atom", headers=known).status_code == 304
