"""The stream of changes."""

import json

import pytest

from app.extensions import db
from app.models.event_queries import event_stream
from app.models.event_queries.event_stream import Walk
from app.models.events import event_json
from tests.support.factories import make_event, make_team

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def team(context):
    return make_team()


def entries(team, walk=None, limit=9):
    db.session.commit()
    page = event_stream.read_page(team.id, walk or Walk(0, team.change_seq), limit=limit)
    return json.loads(event_json.with_base_url(f"[{page.rendered}]", "")), page.next


def test_event_is_listed_once_at_its_last_change(team):
    first, _second = make_event(team, "One"), make_event(team, "Two")
    first.cancel()
    listed, _next = entries(team)
    assert [entry["event"]["title"] for entry in listed] == ["Two", "One"]
    assert listed[-1]["seq"] == team.change_seq


@pytest.mark.parametrize(
    ("hide", "reason"),
    [
        (lambda event: event.delete(), "deleted"),
        (lambda event: change(event, status="draft"), "draft"),
        (lambda event: change(event, visibility="private"), "unshared"),
    ],
    ids=["deleted", "draft", "private"],
)
def test_removal_says_why(team, hide, reason):
    event = make_event(team)
    hide(event)
    [entry], _next = entries(team)
    assert (entry["op"], entry["reason"], entry["id"]) == ("remove", reason, event.public_id)
    assert entries(team, Walk(0, team.change_seq, starts_empty=True)) == ([], None)


def change(event, **fields):
    details = event.details
    event.change(type(details)(**{**vars(details), **fields}))


def test_event_that_no_app_saw_is_not_listed(team):
    make_event(team, status="draft").delete()
    assert entries(team) == ([], None)
    assert not event_stream.has_news(team.id, after=0)


def test_pages_continue_after_the_last_entry(team):
    make_event(team, "One"), make_event(team, "Two")
    [one], rest = entries(team, limit=1)
    [two], end = entries(team, rest, limit=1)
    assert (one["event"]["title"], two["event"]["title"], end) == ("One", "Two", None)
