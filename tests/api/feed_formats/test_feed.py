"""The identity of a feed and of its entries."""

import pytest

from tests.support.feeds import make_feed


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://stagedoor.example", "stagedoor.example"),
        ("http://stagedoor.example:8000", "stagedoor.example"),
        ("http://[::1]:8000", "localhost"),
    ],
)
def test_id_is_a_tag_uri_without_the_address(base_url, host):
    feed = make_feed(base_url)
    assert feed.uri == f"tag:{host},2026:tm_hall/everybody"
    assert feed.name_of("evt_1") == f"tag:{host},2026:evt_1"


def test_home_is_the_page_of_the_team():
    assert make_feed().home == "https://stagedoor.example/harbour-hall"


def test_stored_events_get_full_addresses():
    stored = '{"url":"\x01/a"},{"url":"https://else.example/b"}'
    urls = [event["url"] for event in make_feed().parse(stored)]
    assert urls == ["https://stagedoor.example/a", "https://else.example/b"]


def test_filtered_feed_has_no_tombstones():
    assert make_feed(tag="music").tombstones() == []
