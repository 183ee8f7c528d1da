"""Developer teams: who may do what on every page of their apps, and what a team goes through."""

import re

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import PERMISSIONS, Act, DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import DeliveryState
from tests.support.client_pages import make, register_app, shown_secret
from tests.support.factories import (
    join_developers,
    make_client,
    make_developer_team,
    make_user,
)
from tests.support.forms import find_form, submit
from tests.support.mails import sent_to
from tests.support.people import sign_in
from tests.support.webhooks import URL, deliver, find_hook

EMAILS = {role: f"{role}@makers.example" for role in DeveloperRole}
STRANGER = "sam@example.org"
# What a page of an app needs, unless it is Act.VIEW to read and Act.CHANGE to send.
NEEDED = {
    "portal.edit_client": Act.CHANGE,
    "portal.new_secret": Act.SECRETS,
    "portal.create_secret": Act.SECRETS,
    "portal.ask_secret_revocation": Act.SECRETS,
    "portal.revoke_secret": Act.SECRETS,
    "portal.rotate_webhook_secret": Act.SECRETS,
    "portal.ask_webhook_removal": Act.CHANGE,
    "portal.ask_webhook_signature": Act.CHANGE,
    "portal.ask_client_deletion": Act.DISPOSE,
    "portal.delete_client": Act.DISPOSE,
    "portal.ask_end_of_authorizations": Act.DISPOSE,
    "portal.end_authorizations": Act.DISPOSE,
    "portal.ask_transfer": Act.DISPOSE,
    "portal.offer_transfer": Act.DISPOSE,
    "portal.ask_move": Act.DISPOSE,
    "portal.move_client": Act.DISPOSE,
    "portal.withdraw_transfer": Act.DISPOSE,
}
# Only a deleted app can be restored, so a live one is not found.
OTHER = {"portal.undelete_client"}


@pytest.fixture
def world(app):
    """The ids of a team with a member in each role, and of its app."""

    def build():
        team = make_developer_team(
            make_user(EMAILS[DeveloperRole.ADMIN], name="Ada"), name="Harbour Software"
        )
        for role in (DeveloperRole.DEVELOPER, DeveloperRole.VIEWER):
            join_developers(team, make_user(EMAILS[role], name=role.title()), role)
        make_user(STRANGER, name="Sam")
        client, _secret = make_client(team, name="Poster Board")
        return team.public_id, client.client_id

    return make(app, build)


def browser_of(app, email):
    browser = app.test_client()
    sign_in(browser, email)
    return browser


def pages_of_apps(app):
    """Every route about one app: (endpoint, method, path with its other places filled)."""
    for rule in app.url_map.iter_rules():
        if re.match(r"/developer/apps/<(client:)?client_id>", rule.rule):
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method


def open_page(browser, rule, method, client_id, token):
    path = re.sub(r"<(?:\w+:)?client_id>", client_id, rule.rule)
    path = re.sub(r"<(?:\w+:)?\w+>", "1", path)
    return browser.open(path, method=method, data={"csrf_token": token} if method == "POST" else {})


def act_of(rule, method):
    usual = Act.VIEW if method == "GET" else Act.CHANGE
    return NEEDED.get(rule.endpoint, usual)


@pytest.mark.parametrize("role", [*DeveloperRole, None], ids=str)
def test_each_page_of_an_app_answers_each_role_as_the_table_says(app, world, role):
    browser = browser_of(app, EMAILS.get(role, STRANGER))
    token = find_form(browser.get("/developer/teams/new").text, "Create").fields["csrf_token"]
    acts, wrong = PERMISSIONS.get(role, frozenset()), []
    for rule, method in pages_of_apps(app):
        if rule.endpoint in OTHER or (role is DeveloperRole.ADMIN and method == "POST"):
            continue  # the admin's acts are tested one by one; here they would end the app
        answer = open_page(browser, rule, method, world[1], token)
        if role is None:
            is_right = answer.status_code == 404
        elif act_of(rule, method) in acts:
            is_right = answer.status_code not in {403, 500}
        else:
            is_right = answer.status_code == 403
        if not is_right:
            wrong.append((rule.rule, method, answer.status_code))
    assert wrong == []


def test_viewer_reads_the_pages_without_secrets_and_buttons(app, world):
    viewer = browser_of(app, EMAILS[DeveloperRole.VIEWER])
    for page in ("", "/settings", "/standards", "/redirect-uris", "/scopes"):
        text = viewer.get(f"/developer/apps/{world[1]}{page}").text
        main = text.partition("<main")[2].partition("</main")[0]
        assert "Poster Board" in main
        for word in (">Rotate", ">Edit<", ">Transfer", ">Save<", ">Check<"):
            assert word not in main, (page, word)
        assert 'method="post"' not in main, page


def test_viewer_reads_the_values_that_others_change(app, world):
    viewer = browser_of(app, EMAILS[DeveloperRole.VIEWER])
    values = {"/settings": "Standard OAuth 2.0", "/scopes": "events:read", "/standards": "RS256"}
    for page, value in values.items():
        answer = viewer.get(f"/developer/apps/{world[1]}{page}")
        assert value in answer.text.partition("<main")[2].partition("</main")[0], page


def test_viewer_reads_an_endpoint_and_its_deliveries_without_buttons(app, world):
    with app.app_context():
        Webhook.create(Client.find(world[1]), url=URL, types=["event.upserted"])
        delivery = deliver(world[1], status=500, state=DeliveryState.FAILED)
        page = f"/developer/apps/{world[1]}/webhooks/{find_hook(world[1]).public_id}"
    viewer, developer = (
        browser_of(app, EMAILS[role]) for role in (DeveloperRole.VIEWER, DeveloperRole.DEVELOPER)
    )
    for path in (page.rpartition("/")[0], page, f"{page}/deliveries/{delivery['webhook-id']}"):
        text = viewer.get(path).text
        assert "app.example" in text
        main = text.partition("<main")[2].partition("</main")[0]
        posts = re.findall(r'method="post"', main)
        assert posts == [], path
        assert 'method="post"' in developer.get(path).text
    assert ">Remove" not in viewer.get(page).text


@pytest.mark.both_databases
def test_app_is_registered_for_a_team_where_there_is_a_choice(app, world):
    developer = browser_of(app, EMAILS[DeveloperRole.DEVELOPER])
    assert register_app(developer, name="Tide Table", owner=world[0]).status_code == 302
    with app.app_context():
        made = db.session.scalar(db.select(Client).where(Client.name == "Tide Table"))
        assert (made.owner.public_id, made.owner_id) == (world[0], None)
        path = f"/developer/apps/{made.client_id}"
    assert shown_secret(developer.get(path).text)
    assert browser_of(app, EMAILS[DeveloperRole.ADMIN]).get(path).status_code == 200

    viewer = browser_of(app, EMAILS[DeveloperRole.VIEWER])
    assert 'name="owner"' not in viewer.get("/developer/apps/new").text
    form = find_form(viewer.get("/developer/apps/new").text, "Create app")
    fields = form.press("Create app", name="Mine", redirect_uris="https://a.example/c")
    fields["owner"] = world[0]
    assert viewer.post("/developer/apps/new", data=fields).status_code == 422


@pytest.mark.both_databases
def test_access_of_a_removed_member_ends_at_the_next_request(app, world):
    team_id, client_id = world
    admin, developer = (
        browser_of(app, EMAILS[role]) for role in (DeveloperRole.ADMIN, "developer")
    )
    page = f"/developer/apps/{client_id}"
    assert developer.get(f"{page}/try").status_code == 200
    with app.app_context():
        user_id = User.find_by_email(EMAILS[DeveloperRole.DEVELOPER]).public_id
    removal = f"/developer/teams/{team_id}/members/{user_id}/remove"
    assert submit(admin, removal, "Remove").status_code == 302
    for path in (page, f"{page}/try", f"{page}/secrets", f"/developer/teams/{team_id}"):
        assert developer.get(path).status_code == 404
    assert sent_to(app, EMAILS[DeveloperRole.DEVELOPER]) == [
        "You are no longer a member of Harbour Software"
    ]


def test_the_only_admin_can_neither_leave_nor_step_down(app, world):
    admin, members = browser_of(app, EMAILS["admin"]), f"/developer/teams/{world[0]}/members"
    with app.app_context():
        user_id = User.find_by_email(EMAILS["admin"]).public_id
    token = find_form(admin.get(members).text, "Invite").fields["csrf_token"]
    form = {"csrf_token": token, "role": "viewer"}
    for act in ("role", "remove"):
        assert admin.post(f"{members}/{user_id}/{act}", data=form).location == members
        assert "A team needs an admin" in admin.get(members).text


def test_team_with_apps_is_not_deleted(app, world):
    team_id, client_id = world
    admin, page = browser_of(app, EMAILS["admin"]), f"/developer/teams/{team_id}"
    assert "still has apps" in admin.get(f"{page}/delete").text
    confirm = {"typed": "Poster Board"}
    assert (
        submit(admin, f"/developer/apps/{client_id}/delete", "Delete", **confirm).status_code == 302
    )
    assert submit(admin, f"{page}/delete", "Delete").location == "/developer/teams"
    assert admin.get(page).status_code == 404
    with app.app_context():
        assert db.session.scalars(db.select(DeveloperTeam)).one().deleted_at
        present = DeveloperMembership.ended_at.is_(None)
        assert db.session.scalar(db.select(DeveloperMembership).where(present)) is None


@pytest.mark.parametrize("role", [DeveloperRole.DEVELOPER, DeveloperRole.VIEWER, None], ids=str)
def test_only_admins_manage_the_team(app, world, role):
    browser, page = browser_of(app, EMAILS.get(role, STRANGER)), f"/developer/teams/{world[0]}"
    token = find_form(browser.get("/developer/teams/new").text, "Create").fields["csrf_token"]
    form = {"csrf_token": token, "email": "n@example.org", "role": "admin", "name": "Other"}
    with app.app_context():
        admin_id = User.find_by_email(EMAILS["admin"]).public_id
    refused = 404 if role is None else 403
    assert browser.get(page).status_code == (404 if role is None else 200)
    for path in (
        "",
        "/members",
        f"/members/{admin_id}/role",
        f"/members/{admin_id}/remove",
        "/delete",
    ):
        assert browser.post(f"{page}{path}", data=form).status_code == refused
    assert sent_to(app, "n@example.org") == []


def test_name_that_looks_like_the_installations_is_refused(app, world):
    admin = browser_of(app, EMAILS["admin"])
    assert (
        submit(admin, "/developer/teams/new", "Create", name="Stagedoor support").status_code == 422
    )
    assert (
        submit(admin, f"/developer/teams/{world[0]}", "Save", name="x.example").status_code == 422
    )
    assert (
        submit(admin, f"/developer/teams/{world[0]}", "Save", name="Harbour Labs").status_code
        == 302
    )
    assert "Harbour Labs" in admin.get("/developer/teams").text


def test_mails_about_an_app_go_to_admins_and_developers(app, world):
    with app.app_context():
        client = Client.find(world[1])
        told = {user.email for user in client.list_people_to_tell()}
        assert told == {EMAILS["admin"], EMAILS["developer"]}
        User.find_by_email(EMAILS["developer"]).disabled_at = 1
        assert [user.email for user in client.list_people_to_tell()] == [EMAILS["admin"]]


def test_team_has_the_name_of_nothing_that_operators_vouched_for(app, world):
    def review():
        rival = make_developer_team(make_user("rival@example.org"), name="Quayside Works")
        make_client(rival, name="Tide Table")[0].review()
        make_client(DeveloperTeam.find(world[0]), name="Lantern")[0].review()

    make(app, review)
    admin, page = browser_of(app, EMAILS["admin"]), f"/developer/teams/{world[0]}"
    for name in ("Tide  Tabl\u00e9", "QUAYSIDE works", "tide table"):
        assert submit(admin, "/developer/teams/new", "Create", name=name).status_code == 422, name
        assert submit(admin, page, "Save", name=name).status_code == 422, name
    # One's own names are one's own.
    for name in ("Lantern", "Lantern Works"):
        assert submit(admin, page, "Save", name=name).status_code == 302, name
