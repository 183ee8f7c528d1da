"""Consent as people really use it: impatient, going back, in two tabs, searching, asking."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.extensions import db
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.browser.deeds import PKCE, send
from tests.browser.stage import sign_in
from tests.support.factories import join, make_client, make_team, make_user

pytestmark = pytest.mark.browser

with_and_without_scripts = pytest.mark.parametrize(
    "javascript", [True, False], ids=["scripts", "no-scripts"]
)


@pytest.fixture
def server(app, start_server):
    """A server that knows Ana, owner of Harbour Hall, and two apps that answer at its docs."""
    server = start_server(workers=1, threads=4)
    with app.app_context():
        make_team(make_user("ana@example.org", name="Ana Rossi"), name="Harbour Hall")
        for name, runs_on in (("Reader", "server"), ("Pocket", "phone")):
            back = (f"{server.url}/docs",)
            made, _secret = make_client(name=name, runs_on=runs_on, redirect_uris=back)
            made.review()
            setattr(server, name.lower(), made.client_id)
        db.session.commit()
    return server


@pytest.fixture
def ana(server, open_page):
    """A function that opens a browser in which Ana is signed in."""

    def open_browser(javascript=True, who="ana") -> Page:
        page = open_page(base_url=server.url, javascript=javascript)
        sign_in(page, who)
        return page

    return open_browser


def asking(client_id: str, **more: str) -> str:
    """The path of a request by the app."""
    query = {"response_type": "code", "client_id": client_id, "state": "kept", **more}
    return "/oauth/authorize?" + "&".join(f"{name}={value}" for name, value in query.items())


def add_teams(app, *names: str) -> None:
    """Make Ana own these teams too."""
    with app.app_context():
        owner = Membership.list_of(Team.find("harbour-hall"))[0].user
        for name in names:
            make_team(owner, name=name)
        db.session.commit()


def grants(app) -> int:
    """How many permissions there are."""
    with app.app_context():
        return db.session.scalar(select(func.count(Grant.id)))


def is_at_the_app(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/docs\?code=\w+&state=kept"))


@with_and_without_scripts
def test_double_click_gives_one_permission_and_ends_at_the_app(app, server, ana, javascript):
    page = ana(javascript)
    page.goto(asking(server.reader))
    page.get_by_role("button", name="Authorize").dblclick()
    expect(page).not_to_have_url(re.compile("client_id="))  # the question is left only then
    page.wait_for_load_state()
    if page.get_by_role("heading", name="You have already answered").is_visible():
        page.get_by_role("link", name="Go on to Reader").click()
    is_at_the_app(page)
    assert grants(app) == 1


@with_and_without_scripts
def test_going_back_after_approving_is_calm(app, server, ana, javascript):
    """A public app is asked about again: the page says that it is connected already."""
    page = ana(javascript)
    page.goto("/account")
    page.goto(asking(server.pocket, **PKCE))
    send(page, "Authorize")
    is_at_the_app(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Pocket wants to connect")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You have allowed this app before")).to_be_visible()
    send(page, "Authorize")
    is_at_the_app(page)
    assert grants(app) == 1


def test_two_tabs_give_one_permission(app, server, ana):
    first = ana()
    second = first.context.new_page()
    for page in (first, second):
        page.goto(asking(server.pocket, **PKCE))
    for page in (first, second):
        send(page, "Authorize")
        is_at_the_app(page)
    assert grants(app) == 1


def test_team_is_found_by_typing_and_chosen_with_the_keyboard(app, server, ana):
    add_teams(app, "Alma", "Back Room", "Cellar", "Dock", "Engine Hall", "Foyer")
    page = ana()
    page.goto(asking(server.reader))
    search = page.get_by_role("searchbox", name="Search your teams")
    search.focus()
    expect(search).to_have_css("outline-style", "solid")
    page.keyboard.type("hall")
    expect(page.get_by_role("radio")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Engine Hall")).to_be_checked()
    search.fill("zebra")
    expect(page.get_by_role("radio")).to_have_count(1)
    expect(page.get_by_text("None of your teams matches.")).to_be_visible()
    send(page, "Authorize")
    is_at_the_app(page)


def test_team_is_found_without_scripts(app, server, ana):
    add_teams(app, "Alma", "Back Room", "Cellar", "Dock", "Engine Hall", "Foyer")
    page = ana(javascript=False)
    page.goto(asking(server.reader))
    page.get_by_role("radio", name="Alma").check()
    page.get_by_role("searchbox").fill("engine")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Alma")).to_be_checked()
    page.get_by_role("radio", name="Engine Hall").check()
    send(page, "Authorize")
    is_at_the_app(page)


@with_and_without_scripts
def test_member_asks_and_owner_lets_it_in(app, server, ana, javascript):
    with app.app_context():
        join(Team.find("harbour-hall"), make_user("vera@example.org"), Role.VIEWER)
        db.session.commit()
    member = ana(javascript, "vera")
    member.goto(asking(server.reader))
    member.get_by_label("Note to the owner").fill("For the poster wall.")
    send(member, "Ask an owner")
    expect(member.get_by_text("You asked the owners of Harbour Hall")).to_be_visible()

    owner = ana(javascript)
    owner.goto("/teams/harbour-hall/apps")
    owner.get_by_role("link", name="Review").click()
    expect(owner.get_by_text("For the poster wall.")).to_be_visible()
    owner.get_by_role("link", name="Go to the consent page").click()
    send(owner, "Authorize")
    expect(owner).to_have_url(re.compile(r"/docs\?code=\w+"))
    assert grants(app) == 1


def test_who_has_no_account_and_no_team_ends_at_the_app(server, open_page):
    """Sign up, make a team, authorize: the request is never lost."""
    page = open_page(base_url=server.url)
    page.goto(asking(server.reader))
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Your name").fill("Pia Holm")
    page.get_by_label("E-mail").fill("pia@example.org")
    page.get_by_label("Password").fill("a long enough password")
    send(page, "Sign up")
    page.get_by_role("link", name="Make a team").click()
    page.get_by_label("Name").fill("Back Room")
    send(page, "Make the team")
    send(page, "Authorize")
    is_at_the_app(page)
