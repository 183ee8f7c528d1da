"""A mirror of bookings that only reads the stream holds what the list returns."""

import random
from dataclasses import replace

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.housekeeping import purge
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.tickets.booking_terms import BookingRefusedError, BookingTerms, Terms
from app.models.tickets.ticket import Ticket
from tests.support.api import Reader, assert_problem, make_reader
from tests.support.factories import (
    make_client,
    make_event,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)

CHANGES = "/api/v1/organizer/harbour-hall/bookings/changes"
TERMS = Terms(enabled=True, capacity=2, per_person=2, waiting_list=True)


def guest_reader(app):
    """A program that may read the guests of Harbour Hall."""
    team = Team.find("harbour-hall")
    client, _secret = make_client(scopes="guests:read")
    owner = Membership.list_of(team)[0].user
    token, _refresh = make_tokens(make_grant(client, owner, team, scopes="guests:read"))
    db.session.commit()
    return Reader(app.test_client(), token)


@pytest.fixture
def reader(app):
    """A program that reads the bookings of Harbour Hall, which has three events."""
    with app.app_context():
        team = make_team(slug="harbour-hall")
        for title in ("One", "Two", "Three"):
            BookingTerms.change(make_event(team, title), TERMS)
        for _number in range(4):
            make_user()
        db.session.commit()
        return guest_reader(app)


class Mirror:
    """A copy of the bookings by their ids, which follows the stream."""

    def __init__(self, reader):
        self.reader, self.rows, self.token, self.seqs = reader, {}, None, []

    def update(self):
        """Read all that is new, two entries at a time."""
        since = f"&sync_token={self.token}" if self.token else ""
        address = f"{CHANGES}?limit=2{since}"
        while address:
            page = self.reader.get(address.removeprefix("http://localhost")).json
            for entry in page["data"]:
                self.seqs.append(entry["seq"])
                if entry["op"] == "remove":
                    self.rows.pop(entry["id"], None)
                else:
                    self.rows[entry["booking"]["id"]] = entry["booking"]
            address, self.token = page["page"]["next"], page["sync_token"]


def list_bookings(reader):
    rows = reader.get("/v2/bookings?limit=200").json["data"]
    return {row["id"]: row for row in rows}


def act(chance):
    """One change, by anyone: of a booking, or of an event."""
    event = chance.choice(db.session.query(Event).order_by(Event.id).all())
    tickets = db.session.query(Ticket).filter_by(event_id=event.id).order_by(Ticket.id).all()
    user = chance.choice(db.session.query(User).order_by(User.id).all())
    acts = [
        lambda: BookingTerms.wait(event, user),
        lambda: BookingTerms.wait(event, user),
        lambda: BookingTerms.cancel(tickets[:1]),
        lambda: tickets and BookingTerms.check_in(chance.choice(tickets)),
        lambda: event.change(changed(event, title=f"Night {chance.random():.3f}")),
        lambda: event.change(changed(event, visibility=chance.choice(["public", "private"]))),
        lambda: event.change(changed(event, status=chance.choice(["draft", "scheduled"]))),
        lambda: event.delete() if chance.random() < 0.3 else None,
    ]
    try:
        chance.choice(acts)()
        db.session.commit()
    except BookingRefusedError:
        db.session.rollback()


def changed(event, **values):
    return replace(event.details, **values)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", [1, 7])
def test_mirror_equals_the_list_after_any_history(app, reader, seed):
    mirror, chance = Mirror(reader), random.Random(seed)
    for _round in range(6):
        for _number in range(6):
            with app.app_context():
                act(chance)
        before = len(mirror.seqs)
        mirror.update()
        assert mirror.rows == list_bookings(reader)
        assert mirror.seqs[before:] == sorted(set(mirror.seqs[before:]))


def test_ticket_of_a_hidden_event_is_removed_and_comes_back(app, reader):
    mirror = Mirror(reader)
    with app.app_context():
        BookingTerms.book(db.session.query(Event).first(), db.session.query(User).first())
        db.session.commit()
    mirror.update()
    for visibility, count in (("private", 0), ("unlisted", 1)):
        with app.app_context():
            event = db.session.query(Event).first()
            event.change(changed(event, visibility=visibility))
            db.session.commit()
        mirror.update()
        assert len(mirror.rows) == count


def test_ticket_of_an_event_that_apps_never_saw_is_not_in_the_stream(app, reader):
    with app.app_context():
        hidden = make_event(Team.find("harbour-hall"), "Hidden", visibility="private")
        BookingTerms.change(hidden, TERMS)
        BookingTerms.add_guest(hidden, email="n@example.org", name="Nina")
        db.session.commit()
    assert reader.get(CHANGES).json["data"] == []


def test_token_from_before_a_purge_is_over(app, reader, clock):
    mirror = Mirror(reader)
    with app.app_context():
        BookingTerms.book(db.session.query(Event).first(), db.session.query(User).first())
        db.session.commit()
    mirror.update()
    with app.app_context():
        db.session.query(Event).first().delete()
        db.session.commit()
    clock.advance(400 * 86_400)
    with app.app_context():
        purge.purge()
        fresh = guest_reader(app)
    assert_problem(fresh.get(f"{CHANGES}?sync_token={mirror.token}"), 410, "sync_token_expired")
    assert fresh.get(CHANGES).json["data"] == []


@pytest.mark.parametrize("query", ["cursor=x", "sync_token=x", "limit=0", "wait=1", "a=1"])
def test_walk_that_cannot_be(reader, query):
    assert reader.get(f"{CHANGES}?{query}").status_code == 400


def test_token_of_the_events_is_none_of_the_bookings(app, reader):
    with app.app_context():
        events = make_reader(app, Team.find("harbour-hall"), scopes="events:read")
    token = events.get("/api/v1/organizer/harbour-hall/events/changes").json["sync_token"]
    assert_problem(reader.get(f"{CHANGES}?sync_token={token}"), 400, "invalid_sync_token")


def test_names_of_holders_need_their_permission(app, reader):
    with app.app_context():
        BookingTerms.book(db.session.query(Event).first(), db.session.query(User).first())
        db.session.commit()
        plain = make_reader(
            app, Team.find("harbour-hall"), scopes="crm_read", profile="eventtemple"
        )
    assert reader.get(CHANGES).json["data"][0]["booking"]["holder"] is not None
    assert plain.get(CHANGES).json["data"][0]["booking"]["holder"] is None
