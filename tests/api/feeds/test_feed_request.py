"""Requests for feeds."""

from dataclasses import replace

import pytest
from werkzeug.exceptions import HTTPException

from app.api.feeds.feed_request import FeedRequest
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience
from tests.support.feeds import make_feed

TEAM = make_feed().team


@pytest.fixture
def parse(app):
    def parse(url, format="ics", within=None, team=TEAM, audience=Audience.EVERYBODY):
        with app.test_request_context(url):
            return FeedRequest.parse(team, format, audience, within)

    return parse


def test_private_link_narrows_its_own_filter(parse):
    request = parse("/?status=cancelled", within=EventFilter(tag="music"))
    assert request.feed.filter == EventFilter(tag="music", status="cancelled")
    assert request.is_secret


@pytest.mark.parametrize(
    ("url", "format", "within"),
    [
        ("/?limit=3", "ics", None),
        ("/?cursor=x", "atom", None),
        ("/?tag=jazz", "ics", EventFilter(tag="music")),
        ("/?page=2", "rss", None),
    ],
    ids=["no-pages", "bad-cursor", "fixed-filter", "unknown"],
)
def test_impossible_request_is_refused(parse, url, format, within):
    with pytest.raises(HTTPException):
        parse(url, format, within)


def test_tag_changes_with_what_the_feed_shows(parse):
    other_team = type(TEAM)(**{**vars(TEAM), "change_seq": 5})
    requests = [
        parse("/"),
        parse("/?tag=a"),
        parse("/", "csv"),
        parse("/", audience=Audience.APPS),
        parse("/", team=other_team),
    ]
    assert len({request.etag for request in requests}) == len(requests)
    assert parse("/other").etag == parse("/").etag
    assert replace(parse("/"), etag="").feed == parse("/").feed
