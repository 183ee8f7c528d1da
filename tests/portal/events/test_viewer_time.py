"""The zone of an event's time, for viewers in other zones."""

from datetime import datetime

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from tests.support.factories import make_event, make_team
from tests.support.people import sign_in

NIGHT = "/teams/harbour-hall/events/spring-night"
PAGES = {
    "home": "/teams/harbour-hall",
    "list": "/teams/harbour-hall/events",
    "event": NIGHT,
    "public event": "/harbour-hall/spring-night",
    "public team": "/harbour-hall",
}


@pytest.fixture
def viewer(app, client):
    """A function that signs a member of the team in whose account is in a zone."""
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        start, end = datetime(2027, 3, 20, 20), datetime(2027, 3, 20, 23)
        make_event(team, "Spring night", start=start, end=end)
        db.session.commit()
        address = db.session.scalar(db.select(User.email))

    def sign_in_from(zone):
        with app.app_context():
            User.find_by_email(address).timezone = zone
            db.session.commit()
        sign_in(client, address)
        return client

    return sign_in_from


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_time_is_shown_with_its_zone_and_on_demand_in_that_of_the_viewer(viewer, path):
    page = viewer("America/New_York").get(path).text

    assert "Sat 20 Mar 2027, 20:00" in page
    assert "<summary>Europe/Rome</summary>" in page
    assert "Sat 20 Mar 2027, 15:00 – 18:00 in your zone" in page


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_time_in_the_zone_of_the_viewer_needs_no_word(viewer, path):
    page = viewer("Europe/Rome").get(path).text

    assert "Sat 20 Mar 2027, 20:00" in page
    assert 'class="zone"' not in page


def test_every_visitor_reads_the_zone_and_a_script_knows_the_moment(viewer, app):
    viewer("Europe/Rome")
    page = app.test_client().get("/harbour-hall/spring-night").text

    assert 'data-viewer-time="2027-03-20T19:00:00Z"' in page
    assert ">Europe/Rome</span>" in page


def test_all_day_event_is_in_no_zone(viewer, app):
    with app.app_context():
        whole = datetime(2027, 3, 21), datetime(2027, 3, 22)
        team = Team.find("harbour-hall")
        make_event(team, "Fair", start=whole[0], end=whole[1], all_day=True)
        db.session.commit()

    assert 'class="zone"' not in viewer("Asia/Tokyo").get("/teams/harbour-hall/events/fair").text


def test_dates_of_a_series_are_shown_with_their_zone(viewer, app):
    with app.app_context():
        start, end = datetime(2027, 3, 20, 20), datetime(2027, 3, 20, 23)
        weekly = Recurrence(rrule="FREQ=WEEKLY;COUNT=3")
        team = Team.find("harbour-hall")
        make_event(team, "Course", start=start, end=end, recurrence=weekly)
        db.session.commit()

    page = viewer("Asia/Kolkata").get("/teams/harbour-hall/events/course").text
    assert "Date in Europe/Rome" in page
    assert "<td>Sun 28 Mar 2027, 00:30 – 03:30</td>" in page


def test_former_name_of_the_zone_is_the_same_zone(viewer, app):
    with app.app_context():
        start, end = datetime(2027, 3, 20, 20), datetime(2027, 3, 20, 23)
        team = Team.find("harbour-hall")
        make_event(team, "Raga", start=start, end=end, timezone="Asia/Calcutta")
        db.session.commit()

    page = viewer("Asia/Kolkata").get("/teams/harbour-hall/events/raga").text
    assert 'class="zone"' not in page
