"""A team's app lists guests, adds them and checks them in; no other app does."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.events import series_edit
from app.models.events.event import Event
from app.models.grants.grant import Grant
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.membership import Role
from app.models.teams.team import Team
from app.models.tickets.booking_terms import BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from app.models.usage import usage
from app.models.usage.request_log import RequestLine
from tests.support import mails
from tests.support.api import assert_problem
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)

GUESTS = "/api/v1/organizer/harbour-hall/events/night/guests"
NINA = {"email": "nina@example.org", "name": "Nina Novak"}


@pytest.fixture
def program(app):
    """A function that makes a program of a member of the team, with scopes and a role."""

    def run(scopes, *, role=Role.OWNER, slug="harbour-hall"):
        with app.app_context():
            team, person = Team.find(slug), make_user()
            join(team, person, role)
            client, _secret = make_client(scopes=scopes)
            token, _refresh = make_tokens(make_grant(client, person, team, scopes=scopes))
            db.session.commit()
            return app.test_client(), {"Authorization": f"Bearer {token}"}

    return run


def post(program, path=GUESTS, body=None, **headers):
    client, proof = program
    headers = {**proof, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body is None:
        return client.post(path, headers=headers)
    return client.post(path, json=body, headers=headers)


def get(program, path=GUESTS):
    client, proof = program
    return client.get(path, headers=proof)


@pytest.fixture
def hall(app):
    """Harbour Hall; its event Night takes two people, its event Class repeats."""
    with app.app_context():
        team = make_team(slug="harbour-hall")
        BookingTerms.change(make_event(team, "Night"), Terms(enabled=True, capacity=2))
        make_event(team, "Class", recurrence=Recurrence("FREQ=WEEKLY;COUNT=3"))
        db.session.commit()


@pytest.mark.both_databases
def test_guest_is_added_listed_and_checked_in_once(app, hall, program):
    door = program("guests:write")
    added = post(door, body=NINA)
    assert added.status_code == 201
    code = added.json["code"]
    assert added.json["data"]["code"] == code
    [listed] = get(door).json["data"]
    assert (listed["name"], listed["email"], listed["status"]) == (
        "Nina Novak",
        "nina@example.org",
        "valid",
    )
    assert code not in get(door).text
    first = post(door, f"{GUESTS}/{code}/check-in")
    assert (first.status_code, first.json["data"]["status"]) == (200, "used")
    second = post(door, f"{GUESTS}/{code}/check-in")
    assert_problem(second, 409, "already_checked_in")
    assert second.json["used_at"] == first.json["data"]["checked_in_at"]


def test_guest_is_invited_by_mail_whether_or_not_the_address_has_an_account(app, hall, program):
    door = program("guests:write")
    with app.app_context():
        make_user(NINA["email"])
        db.session.commit()
    known = post(door, body=NINA).json["data"]
    unknown = post(door, body={"email": "new@example.org", "name": "New"}).json["data"]
    assert known.keys() == unknown.keys()
    for address in (NINA["email"], "new@example.org"):
        assert mails.sent_to(app, address) == ["You are on the guest list: Night"]
        assert mails.link_to(app, address).startswith("/invitations/")
    with app.app_context():
        assert {ticket.holder_id for ticket in db.session.query(Ticket)} == {None}


def test_full_event_takes_no_guest_and_no_mail_goes_out(app, hall, program):
    door = program("guests:write")
    for number in range(2):
        assert post(door, body={**NINA, "email": f"n{number}@example.org"}).status_code == 201
    assert_problem(post(door, body=NINA), 409, "event_full")
    assert mails.sent_to(app, NINA["email"]) == []


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nina@example.org"},
        {"name": "Nina"},
        {"email": "nina", "name": "Nina"},
        {"email": 7, "name": "Nina"},
        {"email": "nina@example.org", "name": ""},
        {"email": "nina@example.org", "name": "\u0000"},
        {"email": "nina@example.org", "name": "x" * 500},
        {**NINA, "recurrence_id": "2027-03-20T20:00:00"},
        {**NINA, "status": "used"},
    ],
)
def test_guest_that_cannot_be_is_refused_and_takes_no_place(app, hall, program, body):
    answer = post(program("guests:write"), body=body)
    assert answer.status_code == 400, answer.text
    with app.app_context():
        assert db.session.query(Ticket).count() == 0


def test_address_is_on_the_list_once(hall, program):
    door = program("guests:write")
    assert post(door, body=NINA).status_code == 201
    assert_problem(post(door, body={**NINA, "email": "Nina@Example.org"}), 400, "invalid_request")


def test_repeated_request_adds_one_guest_and_keeps_no_code(app, hall, program):
    door = program("guests:write")
    first = post(door, body=NINA, Idempotency_Key="row-7")
    again = post(door, body=NINA, Idempotency_Key="row-7")
    assert again.status_code == 201
    assert again.json["data"]["id"] == first.json["data"]["id"]
    assert (again.json["code"], again.json["data"]["code"]) == (None, None)
    assert mails.sent_to(app, NINA["email"]) == ["You are on the guest list: Night"]


@pytest.mark.parametrize(
    ("scopes", "role", "may_read", "may_write"),
    [
        ("guests:write", Role.OWNER, True, True),
        ("guests:read", Role.OWNER, True, False),
        ("guests:write", Role.EDITOR, True, True),
        ("guests:write", Role.VIEWER, False, False),
        ("guests:read", Role.VIEWER, False, False),
        ("crm_manage", Role.OWNER, False, False),
        ("events:write", Role.OWNER, False, False),
    ],
)
def test_scope_and_role_say_who_may(hall, program, scopes, role, may_read, may_write):
    asking = program(scopes, role=role)
    assert get(asking).status_code == (200 if may_read else 403)
    assert post(asking, body=NINA).status_code == (201 if may_write else 403)
    codes = {403: 403, 404: 404}
    assert (
        post(asking, f"{GUESTS}/sd_tkt_x/check-in").status_code == codes[404 if may_write else 403]
    )


def test_other_team_reads_and_writes_nothing(app, hall, program):
    with app.app_context():
        make_team(slug="night-owl")
        db.session.commit()
    code = post(program("guests:write"), body=NINA).json["code"]
    owl = program("guests:write", slug="night-owl")
    for answer in (get(owl), post(owl, body=NINA), post(owl, f"{GUESTS}/{code}/check-in")):
        assert_problem(answer, 403, "access_denied")
    own = GUESTS.replace("harbour-hall", "night-owl")
    assert_problem(post(owl, f"{own}/{code}/check-in"), 404, "not_found")


def test_code_of_another_event_is_not_found(hall, program):
    door = program("guests:write")
    code = post(door, body=NINA).json["code"]
    other = GUESTS.replace("night", "class")
    assert_problem(post(door, f"{other}/{code}/check-in"), 404, "not_found")


@pytest.mark.parametrize("status", ["waiting", "cancelled"])
def test_ticket_that_is_not_valid_is_not_used(app, hall, program, status):
    door = program("guests:write")
    code = post(door, body=NINA).json["code"]
    with app.app_context():
        db.session.query(Ticket).one().status = status
        db.session.commit()
    assert_problem(post(door, f"{GUESTS}/{code}/check-in"), 409, "booking_refused")


def test_guest_of_a_series_has_a_date_and_else_the_next(hall, program):
    door, path = program("guests:write"), GUESTS.replace("night", "class")
    assert post(door, path, NINA).json["data"]["recurrence_id"] == "2027-03-20T20:00:00"
    second = {"email": "b@example.org", "name": "B", "recurrence_id": "2027-03-27T20:00:00"}
    guest = post(door, path, second).json["data"]
    assert guest["recurrence_id"] == "2027-03-27T20:00:00"
    assert guest["starts_at"] == "2027-03-27T19:00:00Z"


def test_private_date_does_not_exist_for_apps(app, hall, program):
    door, path = program("guests:write"), GUESTS.replace("night", "class")
    late = {**NINA, "recurrence_id": "2027-03-27T20:00:00"}
    post(door, path, late)
    with app.app_context():
        event = db.session.query(Event).filter_by(slug="class").one()
        date = event.find_date("2027-03-27T20:00:00")
        series_edit.set_private(event, date, is_private=True, by=db.session.query(User).first())
        db.session.commit()
    [guest] = get(door, path).json["data"]
    assert (guest["recurrence_id"], guest["starts_at"]) == (None, None)
    answer = post(door, path, {**late, "email": "b@example.org"})
    assert_problem(answer, 400, "invalid_request")


def test_private_event_and_its_guests_are_not_found(app, hall, program):
    door = program("guests:write")
    code = post(door, body=NINA).json["code"]
    with app.app_context():
        db.session.query(Event).filter_by(slug="night").one().visibility = "private"
        db.session.commit()
    for answer in (get(door), post(door, body=NINA), post(door, f"{GUESTS}/{code}/check-in")):
        assert_problem(answer, 404, "not_found")


def test_member_with_an_unproved_address_invites_no_one(app, hall, program):
    door = program("guests:write")
    with app.app_context():
        db.session.query(Grant).one().user.verified_at = None
        db.session.commit()
    assert_problem(post(door, body=NINA), 403, "access_denied")


def test_guests_come_in_pages(hall, program):
    door = program("guests:write")
    for number in range(2):
        post(door, body={**NINA, "email": f"n{number}@example.org"})
    page = get(door, f"{GUESTS}?limit=1").json
    rest = get(door, page["page"]["next"].removeprefix("http://localhost")).json
    emails = [guest["email"] for guest in page["data"] + rest["data"]]
    assert emails == ["n0@example.org", "n1@example.org"]
    assert rest["page"]["has_more"] is False


def test_log_of_calls_keeps_no_code(app, hall, program):
    door = program("guests:write")
    code = post(door, body=NINA).json["code"]
    post(door, f"{GUESTS}/{code}/check-in")
    with app.app_context():
        usage.flush()
        paths = [row.path for row in db.session.query(RequestLine)]
    assert len(paths) == 2
    assert code not in " ".join(paths)


@pytest.mark.both_databases
@pytest.mark.race
def test_of_two_doors_one_lets_the_guest_in(app, hall, program):
    door = program("guests:write")
    code = post(door, body=NINA).json["code"]
    proof = door[1]

    def check_in(_number):
        path = f"{GUESTS}/{code}/check-in"
        return app.test_client().post(path, headers=proof).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(check_in, range(8))) == [200] + [409] * 7
