"""The demo's data: complete, believable in its dates, and loaded once however often it is asked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.demo import data
from app.demo.events import plan
from app.demo.people import PASSWORD
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.clients.client_profile import PROFILES
from app.models.events.event import Event
from app.models.events.ticket import Ticket
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.usage import usage_report
from app.models.values import clock as the_clock
from app.models.values import wall_time

TEAMS = ("harbour-hall", "night-owl")
ZONES = {"harbour-hall": "Europe/Rome", "night-owl": "Europe/Lisbon"}
DAY = 86_400  # seconds


@pytest.fixture
def loaded(context):
    data.load(reader_port=5001)
    db.session.commit()


def events_of(slug):
    return list(db.session.scalars(select(Event).where(Event.team == Team.find(slug))))


def rows():
    """Count the rows of every table."""
    tables = db.metadata.sorted_tables
    return {t.name: db.session.scalar(select(func.count()).select_from(t)) for t in tables}


@pytest.mark.both_databases
def test_loading_twice_adds_nothing(loaded):
    before = rows()
    data.load(reader_port=5001)
    db.session.commit()
    assert rows() == before


def test_what_people_did_to_the_data_is_kept(loaded):
    event = events_of("night-owl")[0]
    event.delete()
    User.find_by_email("vera@example.org").name = "Vera C."
    db.session.commit()

    data.load(reader_port=5001)
    db.session.commit()

    assert event.deleted_at
    assert User.find_by_email("vera@example.org").name == "Vera C."


@pytest.mark.parametrize("slug", TEAMS)
def test_apps_see_sixty_events_of_a_team_in_past_and_future(loaded, slug):
    shared = [event for event in events_of(slug) if event.is_shared]
    now = the_clock.now()
    assert len(shared) >= 60
    assert len([event for event in shared if event.ends_at < now]) >= 15
    assert len([event for event in shared if event.starts_at > now]) >= 25


@pytest.mark.parametrize("slug", TEAMS)
def test_every_kind_of_event_is_there(loaded, slug):
    events = events_of(slug)
    assert {e.status for e in events} == {"scheduled", "draft", "postponed", "cancelled"}
    assert {e.visibility for e in events} == {"public", "unlisted", "private"}
    assert any(e.recurrence_json and e.overrides_json != "[]" for e in events)
    assert any(e.online_url and not e.venue_name for e in events)
    assert any(e.all_day and e.end - e.start > timedelta(days=1) for e in events)
    assert any(not e.all_day and e.end - e.start > timedelta(days=1) for e in events)


@pytest.mark.parametrize("slug", TEAMS)
def test_four_nights_cross_a_change_of_clocks(loaded, slug):
    gained = [
        e.ends_at - e.starts_at - int((e.end - e.start).total_seconds())
        for e in events_of(slug)
        if e.end - e.start < timedelta(days=1) and not e.recurrence_json
    ]
    assert sorted(change for change in gained if change) == [-3600, -3600, 3600, 3600]


@pytest.mark.parametrize(("slug", "zone"), ZONES.items())
def test_four_nights_cross_a_change_of_clocks_on_every_day_of_a_year(slug, zone):
    for day in range(366):
        today = date(2026, 1, 1) + timedelta(days=day)
        planned = [fields for _, fields in plan(slug, today)]
        nights = [
            fields
            for fields in planned
            if "recurrence" not in fields and utc_length(fields, zone) != wall_length(fields)
            if wall_length(fields) < timedelta(days=1)
        ]
        assert len(nights) == 4, today


def wall_length(fields):
    return fields["end"] - fields["start"]


def utc_length(fields, zone):
    start, end = (wall_time.to_epoch(fields[name], zone, strict=False) for name in ("start", "end"))
    return timedelta(seconds=end - start)


def test_teams_live_in_different_zones(loaded):
    zones = [Team.find(slug).timezone for slug in TEAMS]
    assert zones[0] == "Europe/Rome"
    assert wall_time.to_epoch(*local_noon(zones[0])) != wall_time.to_epoch(*local_noon(zones[1]))


def local_noon(zone):
    return wall_time.from_epoch(1_800_000_000, "UTC"), zone


def test_people_have_the_roles_they_are_known_for(loaded):
    roles = {
        (m.user.email.partition("@")[0], slug): m.role
        for slug in TEAMS
        for m in Membership.list_of(Team.find(slug))
    }
    assert roles == {
        ("olivia", "harbour-hall"): "owner",
        ("otto", "harbour-hall"): "owner",
        ("otto", "night-owl"): "owner",
        ("vera", "harbour-hall"): "viewer",
    }
    assert User.find_by_email("admin@example.org").is_operator
    assert User.find_by_email("nina@example.org").check_password(PASSWORD)


def test_there_is_one_live_app_for_each_profile(loaded):
    apps = client_search.list_owned(User.find_by_email("dev@example.org"))
    assert sorted(app.profile for app in apps) == sorted(PROFILES)
    assert all(app.is_live for app in apps)


def test_reader_moves_with_its_port(loaded):
    reader = data.load(reader_port=6001)
    assert reader.registered_uris() == [
        "http://127.0.0.1:6001/callback",
        "http://localhost:6001/callback",
    ]


def test_nina_holds_two_tickets_and_teams_have_bookings(loaded):
    nina = User.find_by_email("nina@example.org")
    tickets = Ticket.list_of_holder(nina.id, after=None, limit=10)
    assert [ticket.event.team.slug for ticket in tickets] == list(TEAMS)
    assert all(ticket.event.starts_at > the_clock.now() for ticket in tickets)
    for slug in TEAMS:
        assert len(Ticket.list_of_team(Team.find(slug).id, after=None, limit=10)) >= 2


def test_one_app_has_a_week_of_usage_to_draw(loaded):
    used = usage_report.of_week(db.session.scalars(select(Client)).all())
    busy = [days for days in used.values() if any(days)]

    assert len(busy) == 1
    assert min(busy[0][:-1]) > 100


def test_permission_of_the_busy_app_stays_revoked(loaded, clock):
    grant = db.session.scalars(select(Grant)).one()
    grant.revoke()
    db.session.commit()
    clock.advance(DAY)

    data.load(reader_port=5001)
    db.session.commit()

    assert [one.is_live for one in db.session.scalars(select(Grant))] == [False]
