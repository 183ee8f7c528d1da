"""Reader, the example app, with a real browser between it and a real server."""

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from itertools import product

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.demo.companions import answers
from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.values import clock
from tests.support.factories import PASSWORD, make_client, make_event, make_team, make_user
from tests.support.live_server import PROJECT, LiveServer, find_free_port
from tests.support.settings import make_settings

pytestmark = pytest.mark.browser

PATIENCE = 30  # seconds
EVENTS = 45  # more than two pages of Reader's
OLIVIA = "olivia@example.org"


@pytest.fixture(scope="module")
def app(migrated_sqlite_file, tmp_path_factory):
    """The application, on a database that all tests of this file share."""
    home = tmp_path_factory.mktemp("reader")
    database = home / "stagedoor.db"
    database.write_bytes(migrated_sqlite_file.read_bytes())
    app = create_app(make_settings(database_url=f"sqlite:///{database}", stagedoor_home=home))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def running_reader(app):
    """The address of a running Reader whose server has a team with events."""
    settings = app.config["SETTINGS"]
    home, port = settings.stagedoor_home, find_free_port()
    url = f"http://127.0.0.1:{port}"
    with app.app_context():
        client_id, secret = fill(f"{url}/callback")
    server = LiveServer(
        home / "server.log", database_url=settings.database_url, stagedoor_home=home
    )
    environment = {
        "PATH": os.environ["PATH"],
        "STAGEDOOR_URL": server.url,
        "CLIENT_ID": client_id,
        "CLIENT_SECRET": secret,
        "PORT": str(port),
    }
    with (home / "reader.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, PROJECT / "examples" / "reader" / "app.py"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        server.wait_until_ready()
        wait_until_it_answers(process, url)
        yield url
    finally:
        process.kill()
        process.wait()
        server.stop()


@pytest.fixture
def reader(app, running_reader):
    """The address of Reader; what a test allowed it ends with the test."""
    yield running_reader
    with app.app_context():
        for grant in db.session.query(Grant):
            grant.revoke()
        db.session.query(Client).update({"access_token_lifetime": 7200})
        db.session.commit()


def wait_until_it_answers(process, url):
    deadline = time.monotonic() + PATIENCE
    while not answers(url):
        assert process.poll() is None, "Reader ended while it was starting."
        assert time.monotonic() < deadline, "Reader does not answer."
        time.sleep(0.05)


def fill(redirect_uri):
    """Make Olivia, her team, its events and Reader; return what Reader is given."""
    team = make_team(make_user(OLIVIA, name="Olivia Marin"), name="Harbour Hall")
    start = datetime.now().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=2)
    for number in range(EVENTS):
        make_event(team, f"Night {number}", start=start + timedelta(days=number))
    reader, secret = make_client(name="Reader", redirect_uris=(redirect_uri,))
    reader.review()
    db.session.commit()
    return reader.client_id, secret


def connect(page, reader, decision="Authorize"):
    """Go from Reader's first page over signing in to the decision."""
    page.goto(reader)
    page.get_by_role("link", name="Connect with Stagedoor").click()
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(OLIVIA)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=decision).click()
    page.wait_for_url(f"{reader}/**")


def heading(page):
    return page.get_by_role("heading", level=1)


def test_shows_the_next_events_of_every_page(page, reader):
    connect(page, reader)

    expect(heading(page)).to_have_text("Next events")
    titles = page.get_by_role("heading", level=2).all_inner_texts()
    assert titles == [f"Night {number}" for number in range(EVENTS)]
    assert page.url == f"{reader}/"
    cookies = " ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    assert "sd_at_" not in cookies
    assert "sd_rt_" not in cookies


def test_accepts_a_no(page, reader):
    connect(page, reader, decision="Deny")

    expect(heading(page)).to_have_text("You kept your events to yourself")


def test_goes_on_over_many_refreshes(page, app, reader):
    """Authlib refreshes a minute early, so each page of a 30-second token needs a new one."""
    with app.app_context():
        db.session.query(Client).update({"access_token_lifetime": 30})
        db.session.commit()
        before = count_spent()
    connect(page, reader)
    page.reload()

    expect(heading(page)).to_have_text("Next events")
    assert page.get_by_role("heading", level=2).count() == EVENTS
    with app.app_context():
        assert count_spent() >= before + 6


def count_spent():
    """How many refresh tokens were exchanged so far."""
    return db.session.query(RefreshToken).filter(RefreshToken.spent_at.is_not(None)).count()


def test_says_that_the_connection_was_ended(page, app, reader):
    connect(page, reader)
    expect(heading(page)).to_have_text("Next events")
    with app.app_context():
        condition = grant_search.of_user(User.find_by_email(OLIVIA)), Grant.is_live_at(clock.now())
        db.session.scalars(select(Grant).where(*condition)).first().revoke()
        db.session.commit()

    page.reload()
    expect(heading(page)).to_have_text("The connection was ended")
    page.goto(reader)
    expect(page.get_by_role("link", name="Connect with Stagedoor")).to_be_visible()


def test_gives_its_access_back(page, app, reader):
    connect(page, reader)
    page.get_by_role("button", name="Disconnect").click()

    expect(heading(page)).to_have_text("You are disconnected")
    with app.app_context():
        last = db.session.query(RefreshToken).order_by(RefreshToken.id.desc()).first()
        assert not last.family.is_live


def test_refuses_an_answer_that_does_not_come_from_its_server(page, reader):
    page.goto(f"{reader}/callback?code=sd_code_x&state=y&iss=https://other.example")
    expect(heading(page)).to_have_text("This sign-in cannot be finished")


def test_is_accessible_in_both_themes_and_widths(open_page, axe, reader):
    found = {}
    for theme, width in product(("light", "dark"), (1280, 390)):
        page = open_page(theme=theme, width=width)
        page.goto(reader)
        found["welcome", theme, width] = axe(page)
        connect(page, reader)
        expect(heading(page)).to_have_text("Next events")
        found["events", theme, width] = axe(page)
        page.get_by_role("button", name="Disconnect").click()
        expect(heading(page)).to_have_text("You are disconnected")
        found["message", theme, width] = axe(page)
    assert [place for place, violations in found.items() if violations] == []
