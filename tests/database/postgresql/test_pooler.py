"""Through a pooler, which lends its sessions for a transaction, the whole application works."""

import dataclasses
import re
import threading

import flask_migrate
import psycopg
import pytest
from sqlalchemy import text

from app.background.signal_listener import SignalListener
from app.background.worker import Worker
from app.checks.database_checks import POOLER
from app.database import hot_reads, pulse, work_signal
from app.database.copies.engines import snapshot
from app.database.postgresql import pooler
from app.extensions import db
from app.factory import create_app
from app.models.teams.team import Team
from app.models.usage import usage
from tests.budgets import (
    test_page_budgets,
    test_read_budgets,
    test_token_budgets,
    test_write_budgets,
)
from tests.budgets.conftest import make_world
from tests.support import oauth_flow as flow
from tests.support.api import make_reader
from tests.support.application import ContextFreeClient, end
from tests.support.costs import answer
from tests.support.factories import make_event, make_team
from tests.support.hooks import arrived, make_hooked
from tests.support.listener import answer as listening_answer
from tests.support.people import sign_in_by_form
from tests.support.pgbouncer import POOL, run_pgbouncer
from tests.support.settings import make_settings

pytestmark = pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
OFTEN = 7  # times; the driver prepares a statement that is run more than five times
OPERATIONS = {
    **test_token_budgets.OPERATIONS,
    "page": test_read_budgets.OPERATIONS["page, not kept"],
    "changes": test_read_budgets.OPERATIONS["changes, nothing new"],
    "consent": test_page_budgets.OPERATIONS["consent"],
    **test_write_budgets.OPERATIONS,
}


@pytest.fixture
def direct_url(database_url) -> str:
    """The address of PostgreSQL itself."""
    return database_url.replace("+psycopg", "")


@pytest.fixture
def pooled_url(direct_url):
    """The address of the same database through a pooler with two sessions."""
    with run_pgbouncer(direct_url) as url:
        yield url


@pytest.fixture
def start_app(tmp_path):
    """A function that makes an application, as each process has its own."""
    apps = []

    def start(database_url, **settings):
        changes = {"database_url": database_url, "stagedoor_home": tmp_path, **settings}
        apps.append(create_app(make_settings(**changes)))
        return apps[-1]

    yield start
    for app in apps:
        end(app)


def test_requests_of_two_processes_share_sessions(start_app, pooled_url):
    apps = [start_app(pooled_url) for _process in range(2)]
    world = make_world(apps[0])
    for operation in OPERATIONS.values():
        for _time in range(min(OFTEN, operation.most_runs)):
            for app in apps:
                answer(app, operation.make_request(world), operation.status)


def test_people_waiting_readers_and_workers_share_sessions(
    start_app, pooled_url, listener, monkeypatch
):
    # What would be prepared at all is prepared at once, so that one round shows it.
    monkeypatch.setattr(pooler, "PREPARE_AFTER", 0)
    listener.says(listening_answer(b"thanks"))
    apps = [start_app(pooled_url, metrics=True) for _process in range(2)]
    for app in apps:
        app.test_client_class = ContextFreeClient
    world = People(apps, f"http://127.0.0.1:{listener.port}/hook")
    world.sign_in_and_consent()
    world.wait_for_news("New night")
    world.work()
    assert "event.upserted" in {message["type"] for message in arrived(listener)}
    assert world.counted() > 0


class People:
    """A team, an app with a webhook, and two processes, which take turns."""

    def __init__(self, apps, hook_url):
        self.apps = apps
        with apps[0].app_context():
            hooked = make_hooked(hook_url)
            self.team_id, self.slug = hooked.team_id, hooked.team.slug
            reader = make_reader(apps[0], hooked.team)
            db.session.commit()
        self.reader = dataclasses.replace(reader, client=apps[1].test_client())
        self.email = flow.make_organizer(apps[0])
        self.client = flow.register(apps[1])

    def sign_in_and_consent(self):
        """A person signs in and approves at one process; the app exchanges at the other."""
        for browser_app, app in (self.apps, reversed(self.apps)):
            browser = browser_app.test_client()
            sign_in_by_form(browser, self.email)
            code = flow.obtain_code(browser, self.client, prompt="consent")
            tokens = flow.exchange(app.test_client(), self.client, code).json
            answer = flow.refresh(browser_app.test_client(), self.client, tokens["refresh_token"])
            assert answer.status_code == 200, answer.text
            assert browser.get("/account/apps").status_code == 200

    def wait_for_news(self, title):
        """A reader waits at one process, and is told what the other one wrote."""
        changes = f"/api/v1/organizer/{self.slug}/events/changes"
        token = self.reader.get(changes).json["sync_token"]
        later = threading.Timer(0.2, self.add_event, [title])
        later.start()
        answer = self.reader.get(f"{changes}?sync_token={token}&wait=20")
        later.join()
        assert title in answer.text

    def add_event(self, title):
        with self.apps[0].app_context():
            make_event(db.session.get_one(Team, self.team_id), title)
            db.session.commit()

    def work(self):
        """Whole steps of two workers, and the daily purge."""
        for app in self.apps:
            with app.app_context():
                usage.flush()
            Worker(app).work()
            assert app.test_cli_runner().invoke(args=["purge"]).exit_code == 0

    def counted(self):
        """How many calls the totals of the metrics have."""
        text = self.apps[1].test_client().get("/metrics").text
        return sum(map(int, re.findall(r"stagedoor_requests_total\{.*\} (\d+)", text)))


def test_statement_that_is_missing_in_a_borrowed_session_is_asked_again(start_app, pooled_url):
    app = start_app(pooled_url, database_prepared_statements="on")
    teams = hot_reads.HotQuery("SELECT 7 AS value", tuple)
    with app.app_context(), psycopg.connect(pooled_url) as other:
        rows = [teams.rows() for _time in range(OFTEN)]
        other.execute("SELECT 1")  # holds the session in which the statement was prepared
        rows += [teams.rows() for _time in range(OFTEN)]
    assert rows == [[(7,)]] * 2 * OFTEN


def test_prepared_statements_of_two_processes_do_not_meet_in_a_session(start_app, pooled_url):
    queries = {word: hot_reads.HotQuery(f"SELECT '{word}' AS value", tuple) for word in "ab"}
    apps = {word: start_app(pooled_url, database_prepared_statements="on") for word in "ab"}
    with psycopg.connect(pooled_url) as other:
        other.execute("SELECT 1")  # leaves them one session
        for word in "ab" * 2:
            with apps[word].app_context():
                assert [queries[word].rows() for _time in range(OFTEN)] == [[(word,)]] * OFTEN


def test_time_limits_come_from_the_pooler(start_app, pooled_url, direct_url):
    app = start_app(pooled_url)
    with app.app_context():
        assert show("statement_timeout") == "15s"
        assert show("lock_timeout") == "8s"
    settings = make_settings(database_url=pooled_url, database_direct_url=direct_url)
    assert list(POOLER.find(settings)) == []


def test_pooler_that_refuses_time_limits_is_used_without_and_reported(start_app, direct_url):
    with run_pgbouncer(direct_url, ignore_startup_parameters="") as url:
        app = start_app(url)
        with app.app_context():
            assert db.session.scalar(text("SELECT 1")) == 1
            db.session.execute(text("SET statement_timeout = 0"))  # as if PostgreSQL had none
            db.session.commit()
        problems = [problem.text for problem in POOLER.find(make_settings(database_url=url))]
    assert "ALTER ROLE" in problems[0]
    assert "DATABASE_DIRECT_URL" in problems[1]


def test_check_says_nothing_of_poolers_where_there_is_none(direct_url):
    assert list(POOLER.find(make_settings(database_url=direct_url))) == []


def test_migrations_through_a_pooler_leave_no_setting_in_its_sessions(
    start_app, postgres_server, database_engine
):
    blank = postgres_server.url(postgres_server.create_database()).replace("+psycopg", "")
    with run_pgbouncer(blank) as url:
        with start_app(url).app_context():
            flask_migrate.upgrade(revision="0110")
            flask_migrate.upgrade()
        with psycopg.connect(url) as one, psycopg.connect(url) as two:
            for session in one, two:
                assert session.execute("SHOW statement_timeout").fetchone() == ("15s",)
                assert session.execute("SHOW lock_timeout").fetchone() == ("8s",)


def test_migrations_go_past_the_pooler_by_the_direct_address(start_app, direct_url):
    app = start_app("postgresql://postgres@127.0.0.1:1/none", database_direct_url=direct_url)
    with app.app_context():
        flask_migrate.upgrade()


def test_worker_hears_of_work_by_the_direct_address(start_app, pooled_url, direct_url):
    app = start_app(pooled_url, database_direct_url=direct_url)
    listener = SignalListener(app)
    count = work_signal.SIGNAL.count
    listener.start()
    try:
        assert work_signal.SIGNAL.wait_beyond(count, 5)  # it listens
        with psycopg.connect(pooled_url, autocommit=True) as other:
            other.execute(f"NOTIFY {work_signal.CHANNEL}")
        assert work_signal.SIGNAL.wait_beyond(count + 1, 5)
    finally:
        listener.stop()


def test_worker_does_not_listen_in_a_session_of_others(start_app, pooled_url, capsys):
    listener = SignalListener(start_app(pooled_url))
    listener._run()  # returns
    with psycopg.connect(pooled_url) as session:
        assert session.execute("SELECT pg_listening_channels()").fetchall() == []


def test_backup_through_a_pooler_sees_one_moment_and_has_no_time_limit(start_app, pooled_url):
    app, other = start_app(pooled_url), start_app(pooled_url)
    with app.app_context(), snapshot(db.engine) as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "0"
        for _time in range(OFTEN):
            assert connection.scalar(text("SELECT count(*) FROM team")) == 0
            add_team(other)


def test_waiting_for_a_session_of_the_pooler_is_not_taken_for_an_outage(
    start_app, pooled_url, monkeypatch
):
    monkeypatch.setattr(pulse, "LOOK", 0.05)
    monkeypatch.setattr(pulse, "ANSWER", 0.1)
    app = start_app(pooled_url)
    failures = []

    def sleep():
        try:
            with app.app_context():
                db.session.execute(text("SELECT pg_sleep(0.5)"))
        except Exception as error:  # shown by the test
            failures.append(error)

    threads = [threading.Thread(target=sleep) for _number in range(POOL + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def add_team(app) -> None:
    """Add a team, committed."""
    with app.app_context():
        make_team()
        db.session.commit()


def show(setting: str) -> str:
    """What a session of the database has."""
    return db.session.scalar(text(f"SHOW {setting}"))
