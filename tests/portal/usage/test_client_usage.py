"""A developer sees how their app is used, and nothing of others'."""

import csv
import io
import re

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from tests.support.client_pages import make_client_of
from tests.support.factories import make_grant, make_team, make_user
from tests.support.markup import compact
from tests.support.people import sign_in
from tests.support.usage import count_calls

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def poster(app):
    """An app of dev@example.org, allowed by one person for Harbour Hall; its client id."""
    client_id = make_client_of(app, "dev@example.org", name="Poster Board")
    with app.app_context():
        team = make_team(make_user(), name="Harbour Hall", slug="harbour-hall")
        make_grant(Client.find(client_id), Membership.list_of(team)[0].user, team)
        db.session.commit()
    return client_id


@pytest.fixture
def call(app, poster):
    """Count calls of the app."""

    def count(**details):
        with app.app_context():
            client = Client.find(poster)
            grant = db.session.scalars(db.select(Grant)).one()
            count_calls(client, grant, **details)

    return count


def figures_of(page):
    """The numbers on top, in order."""
    return re.findall(r"<dd>([^<]*?)\s*(?:<small|</dd>)", compact(page))


def test_page_counts_requests_failures_and_times(client, poster, call):
    sign_in(client, "dev@example.org")
    call(calls=19)
    call(status=429, milliseconds=1)

    page = client.get(f"/developer/apps/{poster}/usage").text

    assert figures_of(page)[:4] == ["20", "5%", "16 ms", "1"]
    assert "GET /api/v1/organizer/{team}/events" in page
    assert "Harbour Hall" in page


def test_range_leaves_out_what_was_before(client, poster, call, clock):
    sign_in(client, "dev@example.org")
    call(calls=3, at=clock.at - 3 * DAY)
    call(calls=2)

    shown = {
        name: figures_of(client.get(f"/developer/apps/{poster}/usage?range={name}").text)[0]
        for name in ("day", "week", "month", "nonsense")
    }

    assert shown == {"day": "2", "week": "5", "month": "5", "nonsense": "5"}


def test_trend_compares_with_the_time_before(client, poster, call, clock):
    sign_in(client, "dev@example.org")
    call(calls=2, at=clock.at - DAY - HOUR)
    call(calls=3)

    assert "+50%" in client.get(f"/developer/apps/{poster}/usage?range=day").text


@pytest.mark.parametrize("minute", [10, 40])
@pytest.mark.parametrize("hour", [7, 18, 23])  # in UTC; midnight in Kolkata is at 18:30
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Los_Angeles"])
def test_calls_of_now_are_in_the_last_bar(app, client, poster, call, clock, zone, hour, minute):
    clock.advance((hour * HOUR + minute * 60 - clock.at) % DAY)
    with app.app_context():
        User.find_by_email("dev@example.org").timezone = zone
        db.session.commit()
    sign_in(client, "dev@example.org")
    call(calls=4)

    for name in ("day", "week", "month"):
        page = client.get(f"/developer/apps/{poster}/usage?range={name}").text
        newest = page.partition("<tbody>")[2].partition("</tr>")[0]
        assert '<td class="r">4</td>' in newest


def test_app_without_calls_has_a_page_without_a_file(client, poster):
    sign_in(client, "dev@example.org")
    page = client.get(f"/developer/apps/{poster}/usage").text

    assert "No requests in this period" in page
    assert "usage.csv" not in page


def test_file_has_a_row_for_each_hour_endpoint_team_and_status(client, poster, call, clock):
    sign_in(client, "dev@example.org")
    call(calls=2)
    call(calls=3, status=404)
    call(endpoint="=1+1", team_id=0)

    answer = client.get(f"/developer/apps/{poster}/usage.csv?range=day")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.mimetype == "text/csv"
    assert [
        (row["Endpoint"][:12], row["Team"], row["Status"], row["Requests"]) for row in rows
    ] == [
        ("'=1+1", "", "200", "1"),
        ("GET /api/v1/", "harbour-hall", "200", "2"),
        ("GET /api/v1/", "harbour-hall", "404", "3"),
    ]


def test_usage_of_another_developer_is_unknown(app, client, poster):
    sign_in(client, make_client_of_somebody(app))
    for path in ("usage", "usage.csv", "log", "log/1"):
        assert client.get(f"/developer/apps/{poster}/{path}").status_code == 404


def make_client_of_somebody(app):
    make_client_of(app, "other@example.org")
    return "other@example.org"


def test_list_of_apps_and_page_of_the_app_show_its_calls(client, poster, call):
    sign_in(client, "dev@example.org")
    assert "Latest requests" not in client.get(f"/developer/apps/{poster}").text
    call(calls=1234, path="/api/v1/organizer/harbour-hall/events")

    assert "1,234" in client.get("/developer/apps").text
    page = client.get(f"/developer/apps/{poster}").text
    assert "1,234" in page
    assert page.count("GET /api/v1/organizer/harbour-hall/events") == 5


def test_organizer_sees_what_was_done_and_the_team_what_was_about_it(app, client, poster, call):
    with app.app_context():
        grant = db.session.scalars(db.select(Grant)).one()
        person, public_id = grant.user.email, grant.public_id
    call(calls=3)
    call(calls=4, team_id=0, endpoint="api.show_me")
    sign_in(client, person)

    own = client.get(f"/account/apps/{public_id}").text
    of_team = client.get(f"/teams/harbour-hall/apps/{public_id}").text

    assert "Listed events" in own
    assert "Read your profile" in own
    assert "Listed events" in of_team
    assert "Read your profile" not in of_team
