"""What Gancio's web component reads: public events, by whatever page, and the slug in them."""

from datetime import timedelta

import pytest

from app.extensions import db
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from app.models.values import clock as app_clock
from app.models.values import wall_time
from tests.support.factories import make_event, make_team, make_user

LIST = "/api/events"


@pytest.fixture
def add(app):
    """A function that adds an event so many hours from now to a team; its number."""

    def add(title="Night", hours=24, *, team="harbour-hall", **details):
        with app.app_context():
            found = Team.find(team) or make_team(make_user(), slug=team)
            moment = app_clock.now() + hours * 3600
            start = wall_time.from_epoch(moment, found.timezone)
            number = make_event(found, title, start=start, **details).id
            db.session.commit()
            return number

    return add


def titles(client, query=""):
    """The titles of the list, in order."""
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.text
    return [event["title"] for event in answer.json]


@pytest.mark.both_databases
def test_list_has_the_next_public_events_of_all_teams(client, add):
    add("Later", 48)
    add("Sooner", 24, team="night-owl")
    add("Now", -1)
    add("Over", -5)
    add("Draft", status="draft")
    add("Cancelled", status="cancelled")
    add("Unlisted", visibility="unlisted")
    add("Private", visibility="private")
    assert titles(client) == ["Now", "Sooner", "Later"]


@pytest.mark.both_databases
def test_list_is_narrowed_as_the_component_asks(client, add):
    add("Jazz", 1, tags=("jazz",), venue_name="The quay")
    add("Folk", 2, tags=("folk", "100%"), venue_name="The barn")
    add("Series", 3, tags=("jazz night",), recurrence=Recurrence(rrule="FREQ=WEEKLY;COUNT=4"))
    assert titles(client, "max=&tags=&places=&show_recurrent=") == ["Jazz", "Folk", "Series"]
    assert titles(client, "tags=jazz") == ["Jazz"]
    assert titles(client, "tags=jazz,100%25") == ["Jazz", "Folk"]
    assert titles(client, "places=The+barn") == ["Folk"]
    assert titles(client, "show_recurrent=false") == ["Jazz", "Folk"]
    assert titles(client, "max=1") == ["Jazz"]
    assert titles(client, "tags=%00,%25") == []
    assert titles(client, "tags=%00") == []
    assert titles(client, f"tags={'a' * 60_000}") == []
    assert titles(client, f"places={'a' * 60_000},The+barn") == ["Folk"]


@pytest.mark.parametrize("most", ["0", "201", "-1", "x", "²"])
def test_list_has_a_limit(client, most):
    assert client.get(f"{LIST}?max={most}").status_code == 400


@pytest.mark.both_databases
def test_slug_leads_to_one_event_of_several_with_the_same_title(client, add):
    numbers = [add("Night"), add("Night", team="night-owl")]
    slugs = {event["id"]: event["slug"] for event in client.get(LIST).json}
    assert sorted(slugs) == numbers
    for number, slug in slugs.items():
        for name in (slug, number):
            assert client.get(f"/api/event/detail/{name}").json["id"] == number
    pages = [client.get(f"/event/{slugs[number]}").text for number in numbers]
    assert "/harbour-hall/night" in pages[0]
    assert "/night-owl/night" in pages[1]


def test_number_in_a_title_is_not_taken_for_an_events(client, add):
    first = add("Night")
    second = add(f"Night {first}", team="night-owl")
    assert client.get(f"/api/event/detail/night-{first}-{second}").json["id"] == second
    assert client.get(f"/event/night-{first}-{second}").status_code == 200


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "name", ["nothing", "night-999", "999", "0", "9" * 30, "A", "%00", "-1", "%C2%B2"]
)
def test_detail_of_nothing(client, add, name):
    add("Night")
    answer = client.get(f"/api/event/detail/{name}")
    assert (answer.status_code, answer.json["error"]) == (404, "not_found")


def test_unlisted_event_is_shown_to_who_can_name_it_and_a_private_one_is_not(client, add):
    """The number alone is no name: who counts up finds public events only."""
    unlisted, private = add(visibility="unlisted"), add("Secret", visibility="private")
    for name in ("night", f"night-{unlisted}"):
        assert client.get(f"/api/event/detail/{name}").json["is_visible"] is False
        assert client.get(f"/event/{name}").status_code == 200
    for name in (unlisted, f"-{unlisted}", private, f"secret-{private}", "secret"):
        assert client.get(f"/api/event/detail/{name}").status_code == 404
        assert client.get(f"/event/{name}").status_code == 404


def test_pages_anywhere_may_read_them(client, add):
    number = add()
    origin = {"Origin": "https://blog.example"}
    for path in (LIST, f"/api/event/detail/{number}", "/api/event/detail/unknown"):
        for method in ("GET", "OPTIONS"):
            answer = client.open(path, method=method, headers=origin)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_long_event_is_on_the_list_in_its_first_day(client, add):
    day = timedelta(days=1)
    with_end = {"end": wall_time.from_epoch(app_clock.now(), "Europe/Rome") + 3 * day}
    add("Exhibition", -20, **with_end)
    assert titles(client) == ["Exhibition"]
