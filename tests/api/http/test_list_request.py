"""One reader for the list of events, its dates and its feeds: filter, page size and cursor."""

import pytest
from werkzeug.exceptions import HTTPException

from app.api.http.list_request import ListRequest
from app.models.event_queries.event_filter import EventFilter
from app.models.teams.team import Team

HALL = Team(id=7, slug="harbour-hall", timezone="Europe/Rome", change_seq=3)
CANCELLED = EventFilter(status="cancelled")
OTHER = Team(id=8, slug="elsewhere", timezone="Europe/Rome", change_seq=3)


@pytest.fixture
def cursor(app):
    with app.test_request_context():
        first = ListRequest.parse({"tag": "jazz", "limit": "2"}, HALL, "events", since=3)
        url = first.next_url("/events", (1_000, 5), expand="all")
        assert url.startswith("http://localhost/events?expand=all&limit=2&cursor=")
        assert first.next_url("/events", None) is None
        yield url.partition("cursor=")[2]


def test_cursor_continues_the_list_it_came_from(cursor):
    listing = ListRequest.parse({"cursor": cursor}, HALL, "events", since=4)
    assert (listing.filter, listing.after, listing.since) == (
        EventFilter(tag="jazz"),
        (1_000, 5),
        3,
    )
    assert listing.limit == 50


@pytest.mark.parametrize(
    ("team", "kind", "others"),
    [(OTHER, "events", {}), (HALL, "occurrences", {}), (HALL, "events", {"tag": "rock"})],
    ids=["another team", "another kind of list", "another filter"],
)
def test_cursor_of_another_list_is_refused(cursor, team, kind, others):
    with pytest.raises(HTTPException):
        ListRequest.parse({"cursor": cursor, **others}, team, kind)


def test_fixed_conditions_hold_whatever_the_query_says(cursor):
    listing = ListRequest.parse({"q": "x"}, HALL, "feed", within=CANCELLED)
    assert listing.filter == EventFilter(text="x", status="cancelled")
    with pytest.raises(HTTPException):
        ListRequest.parse(
            {"cursor": cursor}, HALL, "events", within=EventFilter(status="cancelled")
        )


def test_tag_changes_with_the_list_and_with_the_team(cursor):
    def tag(team=HALL, kind="events", **parameters):
        return ListRequest.parse(parameters, team, kind).tag()

    later = Team(id=7, slug="harbour-hall", timezone="Europe/Rome", change_seq=4)
    tags = [tag(), tag(q="x"), tag(limit="2"), tag(kind="feed"), tag(later), tag(cursor=cursor)]
    assert len(set(tags)) == len(tags)
    assert tag() == tag()
