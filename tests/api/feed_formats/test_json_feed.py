"""JSON Feed documents."""

import json

from app.api.feed_formats import json_feed
from tests.support.feeds import EVENT, make_page


def render(page):
    return json.loads(json_feed.render(page))


def test_unknown_members_are_left_out():
    feed = render(make_page(EVENT, self_url=None))
    assert not {"feed_url", "next_url"} & feed.keys()
    assert not {"summary", "image", "external_url"} & feed["items"][0].keys()


def test_event_s_own_page_is_its_external_url():
    [item] = render(make_page({**EVENT, "url": "https://hall.example/walk"}))["items"]
    assert item["url"] == EVENT["links"]["html"]
    assert item["external_url"] == "https://hall.example/walk"


def test_extension_has_the_times():
    [item] = render(make_page(EVENT))["items"]
    assert item["_event"]["start"] == EVENT["start"]
