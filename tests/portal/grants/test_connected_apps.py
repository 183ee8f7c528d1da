"""Connected apps of a person: list, details, revoke."""

from html import unescape

import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.credentials import live_token
from app.models.grants.grant import Grant
from app.models.values import clock as app_clock
from tests.support import factories
from tests.support.connected_app import World
from tests.support.forms import find_form, read_forms, submit
from tests.support.markup import compact
from tests.support.people import sign_in

LIST = "/account/apps"


@pytest.fixture
def world(app, client):
    """A connected app of somebody who is signed in."""
    world = World(app)
    sign_in(client, world.email)
    return world


def works(app, world):
    """Whether the world's access token works now."""
    with app.app_context():
        return live_token.find(world.token) is not None


def change_grant(app, world, change):
    """Let ``change`` alter the world's grant."""
    with app.app_context():
        change(db.session.scalars(db.select(Grant).filter_by(public_id=world.grant_id)).one())
        db.session.commit()


def test_row_says_who_may_do_what_for_which_team_since_when(client, world):
    page = unescape(client.get(LIST).text)
    for words in (
        "Poster Board",
        "by Studio Halden",
        "Harbour Hall of Olivia Bruun",
        "See this team's events",
        "Add, change and cancel this team's events",
        "Not reviewed",
        "never",
        "when you revoke it",
    ):
        assert words in page
    assert 'class="chip write"' in page


def test_nobody_has_apps_before_they_allow_one(app, client):
    with app.app_context():
        factories.make_user("nina@example.org")
        db.session.commit()
    sign_in(client, "nina@example.org")
    assert "No apps connected" in client.get(LIST).text


def test_revoke_button_of_the_row_ends_access_at_once(app, client, world):
    form = find_form(client.get(LIST).text, "Revoke")
    answer = client.post(form.action, data=form.fields)
    assert answer.location == LIST
    assert not works(app, world)
    page = client.get(LIST).text
    assert "Poster Board no longer has access." in page
    assert "No apps connected" in page


def test_confirmation_page_says_what_stops(app, client, world):
    page = f"{LIST}/{world.grant_id}/revoke"
    assert "Harbour Hall of Olivia Bruun" in client.get(page).text
    assert submit(client, page, "Revoke access").location == LIST
    assert not works(app, world)


def test_revoking_twice_says_the_same_and_is_written_down_once(app, client, world):
    page = f"{LIST}/{world.grant_id}/revoke"
    for _time in range(2):
        assert submit(client, page, "Revoke access").location == LIST
    with app.app_context():
        lines = db.session.scalars(db.select(AuditEvent).filter_by(action="grant.revoked")).all()
        assert [(line.actor.email, line.client_id is None) for line in lines] == [
            (world.email, False)
        ]


def test_grant_of_somebody_else_is_as_unknown_as_none(app, client, world):
    """404 for every page and act; the other person's tokens go on working."""
    other = World(app, "otto@example.org", name="Tide Calendar")
    token = find_form(client.get(LIST).text, "Revoke").fields["csrf_token"]
    for grant_id in (other.grant_id, "grt_unknown", "%00", "x" * 200):
        for path in ("", "/revoke"):
            assert client.get(f"{LIST}/{grant_id}{path}").status_code == 404
        sent = client.post(f"{LIST}/{grant_id}/revoke", data={"csrf_token": token})
        assert sent.status_code == 404
    assert works(app, other)
    assert "Tide Calendar" not in client.get(LIST).text


def test_revoking_leaves_the_same_app_of_other_people_alone(app, client, world):
    with app.app_context():
        mine = db.session.scalars(db.select(Grant)).one()
        organizer = factories.make_user()
        theirs = factories.make_grant(mine.client, organizer, factories.make_team(organizer))
        token, _refresh = factories.make_tokens(theirs)
        db.session.commit()
    submit(client, f"{LIST}/{world.grant_id}/revoke", "Revoke access")
    with app.app_context():
        assert live_token.find(token) is not None


def test_post_without_its_token_changes_nothing(app, client, world):
    assert client.post(f"{LIST}/{world.grant_id}/revoke").status_code == 400
    assert works(app, world)


def test_get_changes_nothing(app, client, world):
    for path in (LIST, f"{LIST}/{world.grant_id}", f"{LIST}/{world.grant_id}/revoke"):
        assert client.get(path).status_code == 200
    assert works(app, world)


def test_revoke_all_ends_every_one(app, client, world):
    with app.app_context():
        user = db.session.scalars(db.select(factories.User).filter_by(email=world.email)).one()
        factories.make_grant(
            factories.make_client(name="Tide Calendar")[0], user, scopes="profile:read"
        )
        db.session.commit()
    page = client.get(LIST).text
    assert "2 apps" in page
    assert "Your account only" in page
    answer = submit(client, f"{LIST}/revoke-all", "Revoke all access")
    assert answer.location == LIST
    assert "No apps connected" in client.get(LIST).text
    assert not works(app, world)


@pytest.mark.both_databases
def test_revoke_all_ends_more_than_a_page_shows_and_notes_each(app, client, world):
    with app.app_context():
        mine = db.session.scalars(db.select(Grant)).one()
        for number in range(501):
            db.session.add(
                Grant(client=mine.client, user=mine.user, team_key=f"x{number}", scopes="")
            )
        db.session.commit()
    submit(client, f"{LIST}/revoke-all", "Revoke all access")
    with app.app_context():
        assert {grant.status for grant in db.session.scalars(db.select(Grant))} == {"revoked"}
        noted = db.select(db.func.count(AuditEvent.id)).filter_by(action="grant.revoked")
        assert db.session.scalar(noted) == 502


def test_every_row_has_its_own_revoke_form(app, client, world):
    with app.app_context():
        user = db.session.scalars(db.select(factories.User).filter_by(email=world.email)).one()
        factories.make_grant(
            factories.make_client(name="Tide Calendar")[0], user, scopes="profile:read"
        )
        db.session.commit()
    buttons = [form.find_button("Revoke") for form in read_forms(client.get(LIST).text)]
    assert [b for b in buttons if b] == ["Revoke Tide Calendar", "Revoke Poster Board"]


def test_details_show_scopes_and_history_and_stay_after_the_end(app, client, world):
    submit(client, f"{LIST}/{world.grant_id}/revoke", "Revoke access")
    page = client.get(f"{LIST}/{world.grant_id}").text
    assert "events:read events:write" in page
    assert page.count("Revoked") == 2  # the badge, and the line of the history
    assert "Revoke access" not in page
    assert f'href="{LIST}" aria-current="true"' in page  # what it lies below


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda grant: grant.client.suspend("spam"), "Suspended by an operator"),
        (lambda grant: grant.client.delete(), "Deleted by its developer"),
        (
            lambda grant: setattr(grant, "last_used_at", app_clock.now() - 150 * 86_400),
            "Not used for 5 months",
        ),
    ],
    ids=["suspended", "deleted", "unused"],
)
def test_row_points_out_what_matters(app, client, world, change, words):
    change_grant(app, world, change)
    assert words in client.get(LIST).text


def test_markup_in_an_apps_name_is_shown_as_text(app, client):
    """Escaped in the list, the details and the confirmation."""
    world = World(app, name='"><img src=x onerror=alert(1)>{{7*7}}')
    sign_in(client, world.email)
    for path in (LIST, f"{LIST}/{world.grant_id}", f"{LIST}/{world.grant_id}/revoke"):
        page = client.get(path).text
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def test_details_say_from_where_it_was_used(app, client, world, clock):
    def note_use(grant):
        grant.last_used_at, grant.last_used_address = clock.at, "203.0.113.9"
        grant.last_used_agent = "PosterBoard/4 <script>"

    change_grant(app, world, note_use)
    page = client.get(f"{LIST}/{world.grant_id}").text
    assert "203.0.113.9 · PosterBoard/4 &lt;script&gt;" in page
    assert "Tokens that work</dt><dd>1</dd>" in compact(page)


def test_revocation_that_the_database_refuses_is_said(app, client, world, monkeypatch):
    """Not a page full of nothing: the app still has access, and the person can try again."""

    def fail(*_arguments):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    page = f"{LIST}/{world.grant_id}/revoke"
    opened = client.get(page)
    monkeypatch.setattr(Grant, "revoke", fail)
    answer = submit(client, page, "Revoke access", page=opened)
    assert answer.location == page
    assert "Poster Board still has access" in client.get(page).text
    assert works(app, world)
