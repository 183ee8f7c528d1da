"""Events as responses."""

import json

import pytest
from flask import Response

from app.api.http import event_response
from tests.support.factories import make_event, make_team


@pytest.fixture
def base(app):
    return app.config["SETTINGS"].public_url


def test_page_joins_stored_json(context, base):
    stored = '{"url":"\x01/a"},{"url":"\x01/b"}'
    page = json.loads(event_response.page_of(stored, f"{base}/next", None))
    assert [event["url"] for event in page["data"]] == [f"{base}/a", f"{base}/b"]
    assert page["page"] == {"next": f"{base}/next", "has_more": True}


def test_last_page_has_a_token_and_no_link(context):
    page = json.loads(event_response.page_of("", None, "token"))
    assert page == {"data": [], "page": {"next": None, "has_more": False}, "sync_token": "token"}
    assert "Link" not in event_response.link_next(Response(), None).headers


def test_new_event_has_its_address(app, base):
    with app.test_request_context("/"):
        event = make_event(make_team(slug="hall"), "Walk")
        answer = event_response.answer_event(event, new_in=event.team.slug)
        assert answer.headers["Location"] == f"{base}/api/v1/organizer/hall/events/walk"
        assert answer.headers["ETag"]
        assert "Location" not in event_response.answer_event(event).headers
