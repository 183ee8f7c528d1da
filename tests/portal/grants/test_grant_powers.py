"""Narrowing and pausing a connected app, by its user and by the owners of the team."""

from urllib.parse import quote

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.grants.grant_term import PAUSE
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import factories, mails
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.people import sign_in

OWNER, OTHER = "olivia@example.org", "otto@example.org"
SCOPES = "events:read events:write profile:read"


class World:
    """An app with tokens under Olivia's grant for two teams, and under one for the Hall alone."""

    def __init__(self, app):
        self.app = app
        self.registered = flow.register(app, scopes=SCOPES)
        with app.app_context():
            owner, client = factories.make_user(OWNER), Client.find(self.registered.id)
            teams = [factories.make_team(owner, name=name.title(), slug=name) for name in TEAMS]
            factories.join(teams[0], factories.make_user(OTHER, name="Otto"), Role.OWNER)
            grants = [factories.make_grant(client, owner, *teams, scopes=SCOPES)]
            grants.append(factories.make_grant(client, owner, teams[0], scopes=SCOPES))
            self.both, self.alone = (grant.public_id for grant in grants)
            (self.token, _), (self.token_alone, self.refresh) = map(factories.make_tokens, grants)
            db.session.commit()

    def path(self, grant, **what):
        """The page that removes a part."""
        query = "&".join(f"{name}={quote(value)}" for name, value in what.items())
        return f"/account/apps/{grant}/remove?{query}"

    def team_path(self, grant, act):
        """The same for the owners of the Hall."""
        return f"/teams/hall/apps/{grant}/{act}"

    def call(self, client, token, team="hall"):
        """The answer of the API."""
        path = f"/api/v1/organizer/{team}/events"
        return client.get(path, headers={"Authorization": f"Bearer {token}"})


TEAMS = ("hall", "barn")


@pytest.fixture
def world(app):
    return World(app)


@pytest.fixture
def machine(app):
    """The app's own client, without the browser's session."""
    return app.test_client()


def status_of(app, public_id):
    with app.app_context():
        return db.session.scalars(db.select(Grant).filter_by(public_id=public_id)).one().status


def test_page_names_what_can_be_removed_and_says_what_happens(client, world):
    sign_in(client, OWNER)
    page = client.get(f"/account/apps/{world.both}").text
    assert page.count("Remove access to") == 5
    page = client.get(world.path(world.both, scope="events:read")).text
    for sentence in ("Add, change and cancel", "because they include it", "It keeps this", "name"):
        assert sentence in page
    page = client.get(world.path(world.both, team="hall")).text
    assert "It keeps: Barn." in page


def test_scope_that_is_removed_is_gone_at_the_next_call_and_the_refresh_says_so(
    app, client, machine, world
):
    sign_in(client, OWNER)
    answer = submit(client, world.path(world.alone, scope="events:write"), "Remove access to")
    assert answer.headers["Location"].endswith(world.alone)
    headers = {"Authorization": f"Bearer {world.token_alone}"}
    refused = machine.post("/api/v1/organizer/hall/events", json={}, headers=headers)
    assert (refused.status_code, refused.json["error"]) == (403, "insufficient_scope")
    refreshed = flow.refresh(machine, world.registered, world.refresh, scope=SCOPES).json
    assert refreshed["scope"] == "events:read profile:read"
    page = client.get(f"/account/apps/{world.alone}").text
    assert "Part of the access removed" in page


def test_team_that_is_removed_is_out_of_reach(client, machine, world):
    sign_in(client, OWNER)
    submit(client, world.path(world.both, team="hall"), "Remove access to")
    assert world.call(machine, world.token).status_code == 403
    assert world.call(machine, world.token, "barn").status_code == 200


def test_removing_the_last_team_is_a_revocation_that_the_page_announces(app, client, world):
    sign_in(client, OWNER)
    path = world.path(world.alone, team="hall")
    assert "so its access ends" in client.get(path).text
    assert submit(client, path, "Remove access to").headers["Location"] == "/account/apps"
    assert status_of(app, world.alone) == "revoked"
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "what", [{"scope": "guests:read"}, {"scope": "nothing"}, {"team": "elsewhere"}, {}]
)
def test_what_the_grant_does_not_have_cannot_be_removed(client, world, what):
    sign_in(client, OWNER)
    assert client.get(world.path(world.both, **what)).status_code == 404


def test_pause_refuses_the_api_and_nothing_else_until_it_is_over(
    app, client, machine, world, clock
):
    sign_in(client, OWNER)
    page = f"/account/apps/{world.alone}"
    submit(client, page, "Pause")
    refused = world.call(machine, world.token_alone)
    assert (refused.status_code, refused.json["error"]) == (403, "grant_paused")
    assert 'error="grant_paused"' in refused.headers["WWW-Authenticate"]
    assert 0 < int(refused.headers["Retry-After"]) <= PAUSE
    pair = flow.refresh(machine, world.registered, world.refresh).json
    assert world.call(machine, pair["access_token"]).status_code == 403
    state = machine.post(
        "/oauth/introspect", data={"token": world.token_alone, **world.registered.credentials()}
    ).json
    assert (state["active"], state["paused_until"]) == (True, clock.at + PAUSE)
    assert world.call(machine, world.token).status_code == 200
    assert "works again by itself" in client.get(page).text
    submit(client, page, "Resume")
    assert world.call(machine, pair["access_token"]).status_code == 200
    submit(client, page, "Pause")
    clock.advance(PAUSE)
    renewed = flow.refresh(machine, world.registered, pair["refresh_token"]).json
    assert world.call(machine, renewed["access_token"]).status_code == 200


def test_owner_of_the_team_narrows_and_pauses_what_is_for_it_alone(app, client, machine, world):
    sign_in(client, OTHER)
    for grant, status in ((world.both, 404), (world.alone, 200)):
        path = world.team_path(grant, "remove?scope=events%3Awrite")
        assert client.get(path).status_code == status
    personal = world.team_path(world.alone, "remove?scope=profile%3Aread")
    assert client.get(personal).status_code == 404
    removal = world.team_path(world.alone, "remove?scope=events%3Awrite")
    assert submit(client, removal, "Remove access to").status_code == 302
    assert submit(client, f"/teams/hall/apps/{world.alone}", "Pause").status_code == 302
    assert world.call(machine, world.token_alone).json["error"] == "grant_paused"
    narrowed, paused = mails.sent_to(app, OWNER)[-2:]
    assert narrowed.endswith("may do less now")
    assert paused.endswith("is paused")


def test_owner_takes_only_their_own_team_off_a_grant_of_several(app, client, machine, world):
    sign_in(client, OTHER)
    submit(client, world.team_path(world.both, "revoke"), "Revoke")
    assert status_of(app, world.both) == "active"
    assert world.call(machine, world.token).status_code == 403
    assert world.call(machine, world.token, "barn").status_code == 200


def test_owners_of_one_team_read_nothing_of_another_in_the_history(app, client, world):
    sign_in(client, OWNER)
    submit(client, world.path(world.both, team="barn"), "Remove access to")
    assert "removed: barn" in client.get(f"/account/apps/{world.both}").text
    other = app.test_client()
    sign_in(other, OTHER)
    page = other.get(f"/teams/hall/apps/{world.both}").text
    assert "History" in page
    assert "barn" not in page


def test_powers_are_for_the_user_and_for_owners(app, client, world):
    with app.app_context():
        editor = factories.make_user("edith@example.org")
        factories.join(Team.find("hall"), editor, Role.EDITOR)
        db.session.commit()
    sign_in(client, "edith@example.org")
    assert client.get(world.path(world.alone, scope="events:read")).status_code == 404
    assert client.post(f"/account/apps/{world.alone}/pause").status_code in {400, 404}
    path = world.team_path(world.alone, "remove?scope=events%3Aread")
    assert client.get(path).status_code == 403
