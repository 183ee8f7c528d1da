"""A team's events date by date."""

from datetime import datetime

import pytest

from app.extensions import db
from app.models.event_queries import occurrence_query
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.teams.team import Team
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.factories import make_event, make_team

MONDAY = datetime(2027, 3, 22, 20, 0)
DATES = f"{EVENTS}?expand=occurrences"
SPRING = f"{DATES}&from=2027-03-20&to=2027-05-01"


@pytest.fixture
def reader(app):
    """A reader of Harbour Hall, which has a weekly event, a daily one and two single ones."""
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        weekly = Recurrence("FREQ=WEEKLY;COUNT=5", exdates=("2027-03-29T20:00:00",))
        changed = (
            Override("2027-04-05T20:00:00", datetime(2027, 4, 6, 9), datetime(2027, 4, 6, 10)),
            Override(
                "2027-04-12T20:00:00",
                MONDAY.replace(month=4, day=12),
                MONDAY.replace(month=4, day=12, hour=22),
                title="Jam",
                status="cancelled",
                venue_name="Quay",
            ),
        )
        make_event(team, "Weekly", start=MONDAY, recurrence=weekly, overrides=changed)
        daily = Recurrence("FREQ=DAILY;UNTIL=20270410T235959Z")
        make_event(team, "Daily", start=datetime(2027, 4, 1, 20), recurrence=daily, tags=("d",))
        make_event(team, "Single", start=datetime(2027, 4, 5, 20))
        make_event(team, "Long ago", start=datetime(2026, 4, 5, 20))
        make_event(team, "Draft", status="draft", recurrence=weekly)
        return make_reader(app, team)


def listed(answer):
    assert answer.status_code == 200, answer.text
    return [(one["title"], one["start"]["local"][5:16]) for one in answer.json["data"]]


@pytest.mark.both_databases
def test_series_are_told_date_by_date_in_order_of_start(reader):
    found = listed(reader.get(f"{SPRING}&limit=200"))
    assert [one for one in found if one[0] != "Daily"] == [
        ("Weekly", "03-22T20:00"),
        ("Single", "04-05T20:00"),
        ("Weekly", "04-06T09:00"),
        ("Jam", "04-12T20:00"),
        ("Weekly", "04-19T20:00"),
    ]
    assert len([one for one in found if one[0] == "Daily"]) == 10
    assert [start for _title, start in found] == sorted(start for _title, start in found)


@pytest.mark.both_databases
@pytest.mark.parametrize("limit", [1, 4])
def test_pages_are_complete_and_without_repeats(reader, limit):
    whole = reader.get(f"{SPRING}&limit=200").json["data"]
    seen, url = [], f"{SPRING}&limit={limit}"
    while url:
        page = reader.get(url.removeprefix("http://localhost")).json
        seen += page["data"]
        url = page["page"]["next"]
    assert seen == whole
    assert len({one["id"] for one in seen}) == len(seen) == 15


def test_date_of_a_series_is_an_event_of_its_own(reader):
    series = reader.get(f"{EVENTS}/weekly").json["data"]
    jam = next(one for one in reader.get(SPRING).json["data"] if one["title"] == "Jam")
    assert (jam["series"], jam["recurrence_id"]) == (series["id"], "2027-04-12T20:00:00")
    assert jam["id"] == f"{series['id']}_20270412T200000"
    assert (jam["status"], jam["recurrence"], jam["venue"]["name"]) == ("cancelled", None, "Quay")
    assert jam["start"]["utc"] == "2027-04-12T18:00:00Z"
    assert jam["links"]["self"].endswith("/events/weekly/occurrences/2027-04-12T20:00:00")
    single = reader.get(f"{SPRING}&q=single").json["data"][0]
    assert (single["series"], single["recurrence_id"]) == (None, None)
    assert single.keys() == jam.keys()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("&status=cancelled", ["Jam"]),
        ("&q=week&status=scheduled", ["Weekly"] * 3),
        ("&tag=d&to=2027-04-03", ["Daily"] * 2),
    ],
    ids=["state-of-the-date", "words", "tag"],
)
def test_filters_hold_for_dates(reader, query, titles):
    window = "&from=2027-03-20" + ("" if "to=" in query else "&to=2027-05-01")
    assert reader.titles(f"{DATES}{window}{query}") == titles


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("expand=occurrences&from=2027-03-20", "to"),
        ("expand=occurrences&to=2027-03-20", "from"),
        ("expand=occurrences&from=2027-03-20&to=2028-03-22", "to"),
        ("expand=everything&from=2027-03-20&to=2027-03-22", "expand"),
    ],
)
def test_window_is_asked_for_and_bounded(reader, query, parameter):
    answer = reader.get(f"{EVENTS}?{query}")
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["parameter"] == parameter


def test_cursor_is_that_of_this_list_and_filter(reader):
    following = reader.get(f"{SPRING}&limit=1").json["page"]["next"]
    cursor = following.partition("cursor=")[2]
    plain = reader.get(f"{EVENTS}?limit=1").json["page"]["next"].partition("cursor=")[2]
    for query in (
        f"{DATES}&cursor={plain}",
        f"{EVENTS}?cursor={cursor}",
        f"{DATES}&cursor={cursor}&tag=d",
        f"{DATES}&cursor={cursor}x",
    ):
        assert_problem(reader.get(query), 400, "invalid_cursor")


def test_unchanged_page_is_not_sent_again(app, reader):
    etag = reader.get(SPRING).headers["ETag"]
    assert etag.startswith("W/")
    assert reader.get(SPRING, if_none_match=etag).status_code == 304
    with app.app_context():
        make_event(Team.find("harbour-hall"), "New")
        db.session.commit()
    assert reader.get(SPRING, if_none_match=etag).status_code == 200


def test_so_many_series_that_nobody_should_walk_them_are_refused(reader, monkeypatch):
    monkeypatch.setattr(occurrence_query, "MAX_SERIES", 1)
    assert reader.get(SPRING).json["parameter"] == "expand"
    assert reader.get(f"{SPRING}&tag=d").status_code == 200


@pytest.mark.both_databases
def test_words_find_dates_by_what_they_are_called_themselves(reader):
    assert listed(reader.get(f"{SPRING}&q=jam")) == [("Jam", "04-12T20:00")]
    assert listed(reader.get(f"{SPRING}&q=QUAY")) == [("Jam", "04-12T20:00")]
    assert len(listed(reader.get(f"{SPRING}&q=weekly"))) == 4
    assert listed(reader.get(f"{SPRING}&q=recurrence_id")) == []
