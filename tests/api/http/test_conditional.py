"""Conditional reads: what did not change is not sent again, and costs no reading."""

import pytest
from werkzeug.http import http_date, parse_date

from app.extensions import db
from app.factory import create_app
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import EVENTS, Reader, assert_problem, recorded_statements
from tests.support.factories import make_event


def harbour():
    return Team.find("harbour-hall")


def change_title(title="One"):
    event = Event.find(harbour(), "one")
    details = event.details
    event.change(type(details)(**{**vars(details), "title": title}))


CHANGES = {
    "an event is added": lambda: make_event(harbour(), "Four"),
    "an event is changed": lambda: change_title("Uno"),
    "an event is deleted": lambda: Event.find(harbour(), "two").delete(),
    "the team's events are rendered again": lambda: Event.rewrite_all(harbour()),
}


def test_list_has_a_weak_tag_and_private_headers(reader):
    headers = reader.get(EVENTS).headers
    assert headers["ETag"].startswith('W/"')
    assert headers["Vary"] == "Accept, Authorization"
    assert headers["Cache-Control"] == "private, no-cache"


@pytest.mark.both_databases
def test_unchanged_list_is_answered_by_the_token_look_up_alone(app, reader):
    full = reader.get(EVENTS)
    with recorded_statements(app) as statements:
        answer = reader.get(EVENTS, If_None_Match=full.headers["ETag"])
    assert (answer.status_code, answer.data) == (304, b"")
    assert len(statements) == 1
    assert "FROM access_token" in statements[0]
    for name in ("ETag", "Vary", "Cache-Control"):
        assert answer.headers[name] == full.headers[name]


def test_full_list_is_read_with_one_more_statement(app, reader):
    with recorded_statements(app) as statements:
        reader.get(EVENTS)
    assert len(statements) == 2


@pytest.mark.parametrize("given", ["*", 'W/"other", {etag}', "{strong}"])
def test_known_tag_is_found_in_any_form(reader, given):
    etag = reader.get(EVENTS).headers["ETag"]
    value = given.format(etag=etag, strong=etag.removeprefix("W/"))
    assert reader.get(EVENTS, If_None_Match=value).status_code == 304


@pytest.mark.both_databases
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_tag_of_the_list_changes_when(app, reader, change):
    before = reader.get(EVENTS).headers["ETag"]
    with app.app_context():
        change()
        db.session.commit()
    answer = reader.get(EVENTS, If_None_Match=before)
    assert answer.status_code == 200
    assert answer.headers["ETag"] != before


def test_every_list_has_a_tag_of_its_own(reader):
    queries = (
        "",
        "?limit=1",
        "?limit=2",
        "?status=scheduled",
        "?q=One",
        "?tag=One",
        "?to=2099-01-01",
    )
    tags = [reader.get(f"{EVENTS}{query}").headers["ETag"] for query in queries]
    following = reader.get(f"{EVENTS}?limit=1").json["page"]["next"]
    tags.append(reader.get(following).headers["ETag"])
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", ["", "/one", "/one.ics", ".ics", ".atom", "?expand=occurrences"])
def test_if_match_holds_for_the_present_state_alone(reader, path):
    window = "&from=2027-01-01&to=2027-12-31" if "expand" in path else ""
    url = f"{EVENTS}{path}{window}"
    etag = reader.get(url).headers["ETag"]
    assert_problem(reader.get(url, If_Match='"nope"'), 412, "precondition_failed")
    assert reader.get(url, If_Match="*").status_code == 200
    assert reader.get(url, If_Match="*", If_None_Match=etag).status_code == 304
    strong = not etag.startswith("W/")  # RFC 9110: weak tags match nothing here
    assert reader.get(url, If_Match=etag).status_code == (200 if strong else 412)


@pytest.mark.both_databases
def test_two_processes_give_the_same_tags(reader, settings):
    other = create_app(settings)
    second = Reader(other.test_client(), reader.token)
    for url in (EVENTS, f"{EVENTS}?limit=1", f"{EVENTS}/one"):
        assert second.get(url).headers["ETag"] == reader.get(url).headers["ETag"]
    following = reader.get(f"{EVENTS}?limit=1").json["page"]["next"]
    assert second.titles(following) == ["Two"]
    with other.app_context():
        db.engine.dispose()


def test_detail_has_a_strong_tag_that_changes_with_the_event(app, reader):
    url = f"{EVENTS}/one"
    before = reader.get(url)
    assert before.headers["ETag"].startswith('"')
    known = reader.get(url, If_None_Match=before.headers["ETag"])
    assert (known.status_code, known.data) == (304, b"")
    with app.app_context():
        change_title("Uno")
        db.session.commit()
    assert reader.get(url, If_None_Match=before.headers["ETag"]).status_code == 200


def test_detail_answers_if_modified_since(reader):
    url = f"{EVENTS}/one"
    stamp = reader.get(url).headers["Last-Modified"]
    earlier = http_date(parse_date(stamp).timestamp() - 1)
    assert reader.get(url, If_Modified_Since=stamp).status_code == 304
    assert reader.get(url, If_Modified_Since=earlier).status_code == 200
    both = {"If-Modified-Since": stamp, "If-None-Match": '"other"'}
    assert reader.get(url, **both).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"If-None-Match": "*"}, {"Range": "bytes=0-10"}, {"If-Modified-Since": "x"}, {}]
)
def test_nothing_is_told_before_authorization(client, reader, headers):
    for method in (client.head, client.get):
        answer = method(EVENTS, headers=headers)
        assert answer.status_code == 401
        assert not {"ETag", "Last-Modified", "Link", "Accept-Ranges"} & set(answer.headers.keys())
