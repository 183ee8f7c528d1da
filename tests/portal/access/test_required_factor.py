"""REQUIRE_2FA: who is led to set up a second factor, before what, and where they go on."""

import html
import re

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from tests.support import passkeys
from tests.support.factories import PASSWORD, join, make_client, make_team, make_user
from tests.support.forms import submit
from tests.support.people import sign_in, sign_in_by_form
from tests.support.settings import make_settings

OPERATOR, OWNER, VIEWER = "ada@example.org", "olivia@example.org", "viggo@example.org"
PEOPLE = (OPERATOR, OWNER, VIEWER)
SECURITY = "/account/security"


@pytest.fixture
def world(database_url, tmp_path):
    """A function that starts an installation with this policy, and returns a browser in it."""

    def start(policy, email, **settings):
        settings = {"database_url": database_url, "stagedoor_home": tmp_path, **settings}
        app = create_app(make_settings(require_2fa=policy, **settings))
        with app.app_context():
            owner = make_user(OWNER)
            team = make_team(owner, slug="hall")
            join(team, make_user(VIEWER), "viewer")
            make_user(OPERATOR, is_operator=True)
            make_client(owner, name="Poster Board")
            db.session.commit()
        client = app.test_client()
        sign_in(client, email)
        return client

    return start


PAGES = {
    "operators": "/admin/review",
    "owners": "/teams/hall/settings",
    "all": "/account/apps",
    "home": "/",
}


def test_owner_makes_no_personal_token_without_a_factor_either(world):
    """It acts as the owner does, as an app would that they authorize."""
    client = world("owners", OWNER)
    fields = {"name": "Export", "team": "hall", "scopes": ["events:write"]}
    answer = submit(client, "/account/tokens", "Create token", **fields)
    assert answer.location.startswith(SECURITY)
    with client.application.app_context():
        assert db.session.scalars(db.select(Grant)).all() == []


# Of whom which page is kept, by policy.
KEPT = [
    ("none", OPERATOR, set()),
    ("operators", OPERATOR, {"operators"}),
    ("operators", OWNER, set()),
    ("owners", OPERATOR, {"operators"}),
    ("owners", OWNER, {"owners"}),
    ("owners", VIEWER, set()),
    ("all", VIEWER, PAGES.keys()),
    ("all", OPERATOR, PAGES.keys()),
]


@pytest.mark.parametrize(("policy", "email", "kept"), KEPT)
def test_pages_are_kept_for_people_with_a_factor(world, policy, email, kept):
    client = world(policy, email)
    locations = {name: client.get(path).location or "" for name, path in PAGES.items()}
    led = {name for name, location in locations.items() if location.startswith(SECURITY)}
    assert led == kept
    for name in led:
        assert "need" in client.get(locations[name]).text


def test_operators_are_the_default_in_production():
    production = {"stagedoor_env": "production", "public_url": "https://x.example.org"}
    assert make_settings(**production).second_factor_required_of == "operators"
    assert make_settings().second_factor_required_of == "none"
    assert make_settings(**production, require_2fa="none").second_factor_required_of == "none"


def test_person_goes_on_where_they_were_led_away(world, clock):
    client = world("operators", OPERATOR)
    there = client.get("/admin/review?show=live").location
    assert "Operators need a second factor." in client.get(there).text
    set_up = re.search(rf'href="({SECURITY}/authenticator[^"]*)"', client.get(there).text)[1]
    page = passkeys.set_up_app(client, clock, path=html.unescape(set_up)).page
    go_on = re.search(r'href="(/admin[^"]*)"', page.text)[1]
    assert go_on == "/admin/review?show=live"
    assert client.get(go_on).status_code == 200


def test_operator_who_signs_in_for_nothing_else_is_led_there_at_once(world):
    client = world("operators", VIEWER)
    browser = client.application.test_client()
    assert sign_in_by_form(browser, OPERATOR).location == SECURITY


def test_changes_are_kept_too_and_not_only_pages(world):
    client = world("owners", OWNER)
    token = passkeys.token_of(client, "/account")
    answer = client.post("/teams/hall/settings", data={"csrf_token": token, "name": "Other"})
    assert answer.location == SECURITY
    with client.application.app_context():
        assert Team.find("hall").name != "Other"


@pytest.mark.parametrize("email", [OWNER, VIEWER])
def test_owner_authorizes_no_app_without_a_factor(world, email):
    client = world("owners", email)
    with client.application.app_context():
        client_id = User.find_by_email(OWNER) and make_client()[0].client_id
        db.session.commit()
    query = f"response_type=code&client_id={client_id}&scope=profile:read"
    answer = client.get(f"/oauth/authorize?{query}")
    assert (answer.location or "").startswith(SECURITY) == (email == OWNER)
    silent = client.get(f"/oauth/authorize?{query}&prompt=none").location or ""
    assert not silent.startswith(SECURITY)


@pytest.mark.both_databases
def test_last_factor_that_is_demanded_stays(world, clock):
    client = world("operators", OPERATOR)
    passkeys.set_up_app(client, clock)
    assert "last second factor" in client.get(f"{SECURITY}/authenticator/remove").text
    answer = passkeys.send(client, f"{SECURITY}/authenticator/remove", page=SECURITY)
    assert answer.status_code == 409
    passkeys.add_passkey(client)
    path = f"{SECURITY}/authenticator/remove"
    assert submit(client, path, "Remove app").status_code == 302


def test_last_factor_that_no_one_demands_can_go_with_its_recovery_codes(world, clock):
    client = world("none", OWNER)
    passkeys.set_up_app(client, clock)
    assert submit(client, f"{SECURITY}/authenticator/remove", "Remove app").status_code == 302
    assert "Recovery codes" not in client.get(SECURITY).text
    browser = client.application.test_client()
    answer = submit(browser, "/login", "Sign in", email=OWNER, password=PASSWORD)
    assert answer.location == "/"
