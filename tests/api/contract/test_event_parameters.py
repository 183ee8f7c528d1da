"""What the list refuses to understand: always a 400 that names the parameter."""

import pytest

from app.extensions import db
from app.models.teams.team import Team
from tests.support.api import EVENTS, make_reader
from tests.support.factories import make_event, make_team

NAMED = {
    "limit": "limit=0 limit=201 limit=100000 limit=-1 limit=1e2 limit="
    " limit=%C2%B2 limit=5&limit=5",
    "from": "from= from=yesterday from=2027-13-01 from=2027-02-30 from=20270301 from=0001-01-01"
    " from=2027-W01-1 from=2027-01-01T10:00:00 from=2027-01-01T25:00:00Z from=%00",
    "to": "to=1 to=2027-01-01T00:00:00%2B99:00 from=2027-02-01&to=2027-01-01",
    "updated_since": "updated_since=2027-01-01 updated_since=0",
    "q": "q= q=%00 q=a%0Ab q=a&q=a q=%E2%80%AE",
    "tag": "tag= tag=%20 tag=%00 tag=a&tag=b",
    "status": "status=open status=SCHEDULED status=",
    "cursor": "cursor= cursor=x cursor=%00 cursor=W10.x cursor=a&cursor=b",
    "order_by": "order_by=title;drop order_by=",
    "unknown parameter": "%3Cscript%3E=1 q[]=1 %C3%A9=1 " + "a" * 50 + "=1",
}


@pytest.mark.parametrize("name", NAMED)
def test_bad_parameter_is_named(reader, name):
    for query in NAMED[name].split():
        answer = reader.get(f"{EVENTS}?{query}")
        assert answer.status_code == 400, query
        assert_names(answer, name)


def assert_names(answer, name):
    assert answer.mimetype == "application/problem+json"
    assert answer.json["error"] in {"invalid_request", "invalid_cursor"}
    assert answer.json["parameter"] == name
    assert answer.json["detail"] == answer.json["error_description"] == answer.json["message"]
    assert answer.text.isascii()
    assert "<" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["q=%ff", "%ff=1", "q=%ed%a0%80", "&".join(f"p{n}=1" for n in range(5000)), "q=" + "a" * 3000],
    ids=["q %ff", "name %ff", "surrogate", "5000 parameters", "long q"],
)
def test_unreadable_query_is_refused(reader, query):
    answer = reader.get(f"{EVENTS}?{query}")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


@pytest.mark.both_databases
@pytest.mark.parametrize("slug", ["%00", "%ff", "a%00b", "'%20OR%201=1--", "%F0%9F%8E%89"])
def test_strange_paths_find_nothing(reader, slug):
    assert reader.get(f"/api/v1/organizer/{slug}/events").status_code in {403, 404}
    assert reader.get(f"{EVENTS}/{slug}").status_code == 404


def test_detail_takes_no_parameters(reader):
    assert reader.get(f"{EVENTS}/one?limit=5").json["parameter"] == "limit"


@pytest.fixture
def cursor(reader):
    """A cursor of Harbour Hall's list, filtered by status."""
    url = reader.get(f"{EVENTS}?limit=1&status=scheduled").json["page"]["next"]
    return url.partition("cursor=")[2]


def test_cursor_alone_goes_on_with_its_filter(reader, cursor):
    assert reader.titles(f"{EVENTS}?cursor={cursor}") == ["Two", "Three"]
    assert reader.titles(f"{EVENTS}?cursor={cursor}&status=scheduled&limit=1") == ["Two"]


@pytest.mark.parametrize("query", ["status=cancelled", "q=One", "from=2027-01-01"])
def test_cursor_with_another_filter_is_refused(reader, cursor, query):
    answer = reader.get(f"{EVENTS}?cursor={cursor}&{query}")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_cursor")


def test_every_changed_cursor_is_refused(reader, cursor):
    for place in range(0, len(cursor), 7):
        changed = "A" if cursor[place] != "A" else "B"
        forged = cursor[:place] + changed + cursor[place + 1 :]
        assert reader.get(f"{EVENTS}?cursor={forged}").status_code == 400


def test_cursor_of_another_team_is_refused(app, reader, cursor):
    with app.app_context():
        other = make_team(slug="elsewhere")
        make_event(other)
        foreign = make_reader(
            app, other, Team.find("harbour-hall"), profile="eventtemple", scopes="crm_read"
        )
        db.session.commit()
    answer = foreign.get(f"/api/v1/organizer/elsewhere/events?cursor={cursor}")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_cursor")
