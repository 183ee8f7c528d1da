"""Tickets for their holder, bookings for the team: who sees what."""

import pytest

from app.extensions import db
from app.models.teams.membership import Role
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket
from tests.support.api import assert_problem, make_reader
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_ticket,
    make_tokens,
    make_user,
)

MINE = "/api/v1/tickets"
BOOKINGS = "/v2/bookings"


@pytest.fixture
def hall(app):
    """Harbour Hall and three people with a ticket for its only event; Nina has two."""
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        night = make_event(team, "Night")
        nina = make_user("nina@example.org", name="Nina Okafor")
        for holder in (nina, nina, make_user(name="Second"), make_user(name="Third")):
            make_ticket(night, holder)
        db.session.commit()


def reader_of(app, *, scopes, role=None):
    """A reader for Harbour Hall, whose token its owner gave, or a new member with a role."""
    with app.app_context():
        team = Team.find("harbour-hall")
        if role is None:
            return make_reader(app, team, scopes=scopes, profile="eventtemple")
        person, (client, _secret) = make_user(), make_client(profile="eventtemple")
        join(team, person, role)
        reader = make_reader(app, team, scopes=scopes, profile="eventtemple")
        reader.token, _refresh = make_tokens(make_grant(client, person, team, scopes=scopes))
        db.session.commit()
        return reader


@pytest.fixture
def pocket(app, hall):
    """Nina's pocket app."""
    with app.app_context():
        nina = db.session.query(Ticket).order_by(Ticket.id).first().holder
        client, _secret = make_client(profile="eventpop")
        token, _refresh = make_tokens(make_grant(client, nina, scopes="public"))
        reader = make_reader(app, make_team(make_user()))
        reader.token = token
        db.session.commit()
        return reader


@pytest.mark.both_databases
def test_person_sees_own_tickets_and_no_code(pocket):
    answer = pocket.get(MINE)
    assert answer.status_code == 200
    assert [row["event"]["title"] for row in answer.json["data"]] == ["Night", "Night"]
    assert set(answer.json["data"][0]) == {"id", "status", "issued_at", "event"}
    assert answer.json["page"] == {"next": None, "has_more": False}
    assert "code" not in answer.text
    assert pocket.get("/api/public/tickets").json == answer.json


@pytest.mark.both_databases
def test_pages_follow_each_other(app, hall):
    reader = reader_of(app, scopes="crm_read")
    seen, address = [], f"{BOOKINGS}?limit=3"
    while address:
        page = reader.get(address.removeprefix("http://localhost")).json
        seen.append([row["id"] for row in page["data"]])
        address = page["page"]["next"]
    assert [len(ids) for ids in seen] == [3, 1]
    assert len(set(sum(seen, []))) == 4


def test_cursor_outlives_the_event_of_its_ticket(app, hall):
    """Between two pages the first page's last event is taken from the apps' sight."""
    reader = reader_of(app, scopes="crm_read")
    address = reader.get(f"{BOOKINGS}?limit=3").json["page"]["next"]
    with app.app_context():
        last = db.session.query(Ticket).order_by(Ticket.id).all()[3]
        last.event = make_event(Team.find("harbour-hall"), "Another night")
        db.session.query(Ticket).first().event.visibility = "private"
        db.session.commit()
        still_to_come = last.public_id
    page = reader.get(address.removeprefix("http://localhost")).json
    assert [row["id"] for row in page["data"]] == [still_to_come]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "cursor=x", "cursor=tkt_aaaaaaaaaaaaaaaa", "cursor=%00", "a=1"],
)
def test_page_that_cannot_be(app, hall, query):
    assert reader_of(app, scopes="crm_read").get(f"{BOOKINGS}?{query}").status_code == 400


def test_cursor_of_somebody_elses_ticket_is_no_cursor(app, pocket):
    foreign = reader_of(app, scopes="crm_read").get(BOOKINGS).json["data"][-1]["id"]
    assert pocket.get(f"{MINE}?cursor={foreign}").status_code == 400


@pytest.mark.both_databases
def test_holders_are_named_only_to_who_manages(app, hall):
    managing = reader_of(app, scopes="crm_manage").get(BOOKINGS).json["data"]
    assert managing[0]["holder"] == {"name": "Nina Okafor"}
    for unnamed in (
        reader_of(app, scopes="crm_read"),
        reader_of(app, scopes="crm_manage", role=Role.VIEWER),
    ):
        answer = unnamed.get(BOOKINGS)
        assert {row["holder"] for row in answer.json["data"]} == {None}
        assert "Okafor" not in answer.text


def test_bookings_need_their_scope(app, hall):
    reader = reader_of(app, scopes="crm_read")
    with app.app_context():
        plain = make_reader(app, Team.find("harbour-hall"), scopes="events:read")
    for path in (BOOKINGS, "/v2/organizations"):
        assert reader.get(path).status_code == 200
        assert_of_v2(plain.get(path), 403, "insufficient_scope")
        assert_of_v2(reader.client.get(path), 401, "unauthorized")


def assert_of_v2(answer, status, error):
    """Check the answer, which outside /api/ is plain JSON."""
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert answer.mimetype == "application/json"


@pytest.mark.both_databases
def test_tickets_of_what_apps_may_not_see_are_no_bookings(app, pocket):
    reader = reader_of(app, scopes="crm_read")
    with app.app_context():
        event = db.session.query(Ticket).first().event
        event.visibility = "private"
        db.session.commit()
    assert reader.get(BOOKINGS).json["data"] == []
    assert len(pocket.get(MINE).json["data"]) == 2
    with app.app_context():
        db.session.query(Ticket).first().event.delete()
        db.session.commit()
    assert pocket.get(MINE).json["data"] == []


def test_tickets_need_their_scope(app, hall):
    answer = reader_of(app, scopes="crm_read").get(MINE)
    assert_problem(answer, 403, "insufficient_scope")
