"""Teams in the portal: making one, its home, its settings."""

import json
from datetime import datetime

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_user,
)
from tests.support.forms import find_form, submit
from tests.support.people import sign_in


@pytest.fixture
def hall(app):
    """Harbour Hall with ana as its owner, ed as editor and vera as viewer; sam is a stranger."""
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vera@example.org"), Role.VIEWER)
        make_user("sam@example.org")
        make_event(team, "Spring night")
        db.session.commit()


def test_new_team_belongs_to_who_makes_it(app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")

    answer = submit(client, "/teams/new", "Make the team", name="Night Owl", timezone="Europe/Rome")

    assert answer.location == "/teams/night-owl"
    home = client.get(answer.location)
    assert "Night Owl" in home.text
    assert "Your role: owner." in home.text
    assert "Night Owl" in client.get("/teams").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "X\r\nBcc: all@example.org"),
        ("name", "\u202ex"),
        ("name", ""),
        ("slug", "api"),
        ("slug", "harbour-hall"),
        ("slug", "Bad Slug"),
        ("timezone", "Europe"),
        ("timezone", "../../etc/passwd"),
    ],
)
def test_what_a_team_may_not_be_called_is_said_beside_the_field(client, hall, field, value):
    """No line break gets into a name, from where it could reach a mail's header."""
    sign_in(client, "sam@example.org")
    given = {"name": "Fine", "slug": "", "timezone": "UTC", field: value}

    answer = submit(client, "/teams/new", "Make the team", **given)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "No team yet" in client.get("/teams").text


def test_stranger_finds_no_team(client, hall):
    sign_in(client, "sam@example.org")

    for page in ("", "/settings", "/members", "/events", "/events/new", "/events/import"):
        answer = client.get(f"/teams/harbour-hall{page}")
        assert answer.status_code == 404, page
        unknown = client.get(f"/teams/nobody{page}")
        assert unknown.status_code == 404, page


@pytest.mark.parametrize("email", ["ed@example.org", "vera@example.org"])
def test_only_owners_change_the_team(client, hall, email):
    sign_in(client, email)

    refused = client.get("/teams/harbour-hall/settings")
    assert refused.status_code == 403
    assert "This is for owners of Harbour Hall. Ask Ana Rossi." in refused.text
    answer = client.post("/teams/harbour-hall/settings", data={"name": "Mine"})
    assert answer.status_code in (400, 403)
    assert "Settings" not in client.get("/teams/harbour-hall").text


def test_signed_out_person_is_asked_to_sign_in_first(client, hall):
    assert client.get("/teams/harbour-hall/events?q=x").location.startswith("/login?next=/teams/")


def test_renamed_team_keeps_its_links_and_its_events_follow(app, client, hall):
    sign_in(client, "ana@example.org")

    answer = submit(
        client, "/teams/harbour-hall/settings", "Save", name="Harbour House", slug="harbour-house"
    )

    assert answer.location == "/teams/harbour-house/settings"
    moved = client.get("/teams/harbour-hall/events?shown=past")
    assert (moved.status_code, moved.location) == (301, "/teams/harbour-house/events?shown=past")
    public = client.get("/harbour-hall/spring-night")
    assert (public.status_code, public.location) == (301, "/harbour-house/spring-night")
    with app.app_context():
        event = db.session.scalars(db.select(Event)).one()
        assert '"team":{"slug":"harbour-house","name":"Harbour House"}' in event.rendered
        assert event.change_seq == Team.find("harbour-house").change_seq == 2


@pytest.mark.parametrize("query", ["endpoint=x", "_method=DELETE", "_anchor=x", "q=%C3%BC&q=b"])
def test_query_of_a_former_address_is_passed_on_as_it_came(client, hall, query):
    sign_in(client, "ana@example.org")
    submit(client, "/teams/harbour-hall/settings", "Save", slug="harbour-house")

    moved = client.get(f"/teams/harbour-hall/events?{query}")

    assert (moved.status_code, moved.location) == (301, f"/teams/harbour-house/events?{query}")


def test_former_slug_is_nobody_elses(client, hall):
    sign_in(client, "ana@example.org")
    submit(client, "/teams/harbour-hall/settings", "Save", slug="harbour-house")

    answer = submit(client, "/teams/new", "Make the team", name="Other", slug="harbour-hall")

    assert answer.status_code == 422


def test_home_shows_a_series_at_its_next_date(app, client, hall):
    weekly = Recurrence(rrule="FREQ=WEEKLY")
    with app.app_context():
        team = Team.find("harbour-hall")
        make_event(team, "Weekly jam", start=datetime(2020, 1, 4, 20), recurrence=weekly)
        make_event(team, "Far ahead", start=datetime(2090, 1, 1, 20))
        make_event(team, "Long ago", start=datetime(2020, 1, 1, 20))
        db.session.commit()
    sign_in(client, "ana@example.org")

    home = client.get("/teams/harbour-hall").text

    assert 0 < home.index("Weekly jam") < home.index("Far ahead")
    assert "Long ago" not in home


def test_first_step_is_done_when_the_only_event_is_over(app, client):
    with app.app_context():
        team = make_team(make_user("ana@example.org"), slug="night-owl")
        make_event(team, "Long ago", start=datetime(2020, 1, 1, 20))
        db.session.commit()
    sign_in(client, "ana@example.org")

    steps = client.get("/teams/night-owl").text.split("First steps")[1].split("Next events")[0]

    assert "/teams/night-owl/events/import" not in steps


def test_home_names_the_team_id_and_where_programs_read(app, client, hall):
    sign_in(client, "vera@example.org")

    home = client.get("/teams/harbour-hall").text

    with app.app_context():
        assert Team.find("harbour-hall").public_id in home
    assert "http://localhost/api/v1/organizer/harbour-hall/events" in home
    assert "Spring night" in home
    assert "New event" not in home


def test_owner_decides_which_apps_may_connect(app, client, hall):
    """Saved with the other settings; a form from before leaves it as it is. Audited."""
    page = "/teams/harbour-hall/settings"
    with app.app_context():
        ana = User.find_by_email("ana@example.org")
        make_grant(make_client(name="Tide Table")[0], ana, Team.find("harbour-hall"))
        db.session.commit()
    sign_in(client, "ana@example.org")
    assert "Connected now, but not reviewed: Tide Table." in client.get(page).text
    submit(client, page, "Save", connect_policy="reviewed")
    fields = find_form(client.get(page).text, "Save").fields
    assert client.post(page, data={**fields, "connect_policy": "anything"}).status_code == 422
    client.post(page, data={**fields, "connect_policy": []})
    with app.app_context():
        assert Team.find("harbour-hall").connect_policy == "reviewed"
        (line,) = db.session.scalars(db.select(AuditEvent).filter_by(action="team.policy_changed"))
        assert json.loads(line.detail) == {"former": "owners", "policy": "reviewed"}
