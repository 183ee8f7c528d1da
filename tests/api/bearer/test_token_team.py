"""Which team a request is about (cases 43 and 44)."""

import pytest

from app.models.teams.membership import Membership
from app.models.teams.team import Team
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.factories import make_event, make_team


@pytest.fixture
def chain(app, reader):
    """A reader of two teams; a third one is somebody else's. Ids are by slug."""
    with app.app_context():
        first = Team.find("harbour-hall")
        owner = Membership.list_of(first)[0].user
        second, foreign = make_team(owner, slug="beta"), make_team(slug="foreign")
        make_event(second, "Beta night")
        chain = make_reader(app, first, second, profile="eventtemple", scopes="crm_read")
        chain.ids = {team.slug: team.public_id for team in (first, second, foreign)}
        return chain


def test_header_names_it_by_id_or_slug(chain):
    for name in (chain.ids["beta"], "beta"):
        answer = chain.get("/api/v1/organizer/events", X_API_ORG=name)
        assert [event["title"] for event in answer.json["data"]] == ["Beta night"]


def test_several_teams_need_the_header(chain):
    assert_problem(chain.get("/api/v1/organizer/events"), 400, "invalid_request")


@pytest.mark.parametrize("url", ["/api/v1/organizer/events", EVENTS, "/api/v1/teams"])
def test_header_outside_the_grant_is_refused(chain, url):
    for name in (chain.ids["foreign"], "foreign", "unknown", "", "\xe9", "*"):
        assert_problem(chain.get(url, X_API_ORG=name), 403, "access_denied")


def test_two_headers_are_refused(chain):
    headers = [("Authorization", f"Bearer {chain.token}"), ("X-API-ORG", "beta")]
    headers.append(("X-API-ORG", "harbour-hall"))
    answer = chain.client.get("/api/v1/organizer/events", headers=headers)
    assert_problem(answer, 400, "invalid_request")


def test_path_and_header_agree(chain):
    assert chain.get(EVENTS, X_API_ORG="harbour-hall").status_code == 200
    assert_problem(chain.get(EVENTS, X_API_ORG="beta"), 400, "invalid_request")


def test_teams_lists_those_of_the_grant(chain):
    rows = chain.get("/api/v1/teams").json["data"]
    assert [row["slug"] for row in rows] == ["harbour-hall", "beta"]
    assert rows[1] == {
        "id": chain.ids["beta"],
        "slug": "beta",
        "name": rows[1]["name"],
        "timezone": "Europe/Rome",
        "role": "owner",
    }
