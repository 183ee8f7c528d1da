"""The replica answers what may lag, within the bound; everything else is the primary's."""

import time
from math import inf

import psycopg
import pytest
from opentelemetry.trace import SpanKind
from sqlalchemy import text

from app.checks.database_checks import REPLICA
from app.checks.setting_checks import find_useless_replica
from app.database.hot_reads import HotQuery
from app.database.postgresql import replica
from app.database.postgresql.replica import Replica
from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage import usage
from app.models.usage.request_log import Call
from tests.support.application import ContextFreeClient, end
from tests.support.factories import (
    make_client,
    make_event,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)
from tests.support.people import sign_in
from tests.support.settings import make_settings
from tests.support.spans import spans_of

pytest_plugins = ["tests.support.replicated"]
PATHS = (
    "/{slug}",
    "/{slug}?month=2027-03",
    "/{slug}/embed",
    "/{slug}/events.ics",
    "/{slug}/events.json",
    "/{slug}/events.rss",
    "/api/events",
    "/sitemap.xml",
)
MOST = 5  # seconds of lag


class Time:
    """The clock of the replica's lag."""

    def __init__(self):
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class World:
    """An application with a replica, and a team with a public event."""

    def __init__(self, app, time):
        self.app, self.time = app, time
        with app.app_context():
            owner = make_user()
            self.slug, self.email = make_team(owner).slug, owner.email
            db.session.commit()
        self.add_event("Old night")
        self.catch_up()

    @property
    def source(self) -> Replica:
        """The replica."""
        return self.app.extensions[replica.KEY]

    def catch_up(self) -> None:
        """Wait until the replica has everything, and know it."""
        self.time.at += 2 * MOST
        wait_until(self.has_caught_up)

    def has_caught_up(self) -> bool:
        """Whether the replica has everything that the primary has now."""
        self.source.measure()
        return self.source.lag == 0

    def add_event(self, title: str) -> str:
        """Add a public event in March 2027, committed on the primary; return its slug."""
        with self.app.app_context():
            event = make_event(Team.find(self.slug), title)
            db.session.commit()
            return event.slug

    def read(self, path: str, client=None) -> str:
        """What a visitor, or ``client``, gets."""
        answer = (client or self.app.test_client()).get(path.format(slug=self.slug))
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def start_app(replicated, tmp_path, monkeypatch):
    """A function that makes an application with the replica, whose lag is measured by hand."""
    monkeypatch.setattr(Replica, "_watch", lambda _replica: None)
    apps = []

    def start(**settings):
        changes = {
            "database_url": replicated.primary.url(),
            "database_replica_url": replicated.replica.url(),
            "stagedoor_home": tmp_path,
        }
        apps.append(create_app(make_settings(**changes | settings)))
        apps[-1].test_client_class = ContextFreeClient
        return apps[-1]

    yield start
    for app in apps:
        end(app)


@pytest.fixture
def world(start_app, monkeypatch):
    time = Time()
    monkeypatch.setattr(replica, "monotonic", time)
    return World(start_app(), time)


def test_public_reads_are_old_within_the_bound_and_the_primarys_beyond(world, replicated):
    for path in PATHS:
        assert "old-night" in written(world.read(path)), path
    with replicated.standing_still():
        world.add_event("New night")
        for path in PATHS:
            assert "new-night" not in written(world.read(path)), path
        assert world.source.answers == {"replica": 2 * len(PATHS)}
        world.time.at += MOST + 1
        world.source.answers.clear()
        for path in PATHS:
            assert "new-night" in written(world.read(path)), path
    assert world.source.answers == {"primary": len(PATHS)}


def written(text: str) -> str:
    """Titles as slugs."""
    return text.lower().replace(" ", "-")


def test_signed_in_people_see_their_own_changes_at_once(world, replicated):
    browser = world.app.test_client()
    sign_in(browser, world.email)
    with replicated.standing_still():
        world.add_event("New night")
        assert "New night" in world.read("/{slug}", browser)
        assert "New night" not in world.read("/{slug}")


def test_page_that_the_replica_lacks_is_looked_for_on_the_primary(world, replicated):
    with replicated.standing_still():
        slug = world.add_event("New night")
        assert "New night" in world.read(f"/{{slug}}/{slug}")
        assert "New night" in world.read(f"/{{slug}}/{slug}.ics")


def test_nothing_of_a_token_is_read_from_the_replica(world, replicated):
    with world.app.app_context():
        owner, team = User.find_by_email(world.email), Team.find(world.slug)
        grant = make_grant(make_client()[0], owner, team)
        token, _refresh_token = make_tokens(grant)
        number = grant.id
        db.session.commit()
    program, headers = world.app.test_client(), {"Authorization": f"Bearer {token}"}
    api = f"/api/v1/organizer/{world.slug}/events"
    world.catch_up()
    with replicated.standing_still():
        world.add_event("New night")
        for path in (api, f"{api}.ics", f"{api}/changes"):
            assert "New night" in program.get(path, headers=headers).text, path
        with world.app.app_context():
            db.session.get(Grant, number).revoke()
            db.session.commit()
        assert program.get(api, headers=headers).status_code == 401


def test_kept_answers_have_the_tag_of_what_the_replica_had(world, replicated):
    path = f"/{world.slug}/events.ics"
    reader = world.app.test_client()
    with replicated.standing_still():
        world.add_event("New night")
        old = reader.get(path)
        world.time.at += MOST + 1
        new = reader.get(path)
        world.time.at -= MOST + 1
        again = reader.get(path)
    assert old.headers["ETag"] == again.headers["ETag"] != new.headers["ETag"]
    assert old.text == again.text != new.text
    world.catch_up()
    world.source.answers.clear()
    current = reader.get(path)
    assert world.source.answers == {"replica": 1}
    assert (current.headers["ETag"], current.text) == (new.headers["ETag"], new.text)


def test_session_and_hot_reads_see_one_moment(world, replicated):
    count = "SELECT count(*) FROM event"

    def look():
        numbers = [db.session.scalar(text(count))]
        world.add_event("New night")
        with psycopg.connect(replicated.replica.url(), autocommit=True) as other:
            wait_until(lambda: other.execute(count).fetchone()[0] != numbers[0])
        return [*numbers, db.session.scalar(text(count)), HotQuery(count, tuple).first()[0]]

    with world.app.app_context():
        first, *others = world.source.read(look)
    assert others == [first, first]


@pytest.mark.parametrize("state", ["40001", "57P01", "57014", "25006", "42P01"])
def test_primary_answers_what_the_replica_breaks_off(world, state):
    statement = text(
        "DO $$ BEGIN IF pg_is_in_recovery() THEN"
        f" RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END IF; END $$"
    )
    with world.app.app_context():
        world.source.read(lambda: db.session.execute(statement) and None)
    assert world.source.answers == {"primary": 1}


def test_primary_answers_while_the_replica_is_away(world, replicated):
    world.read("/{slug}")
    replicated.replica.stop()
    try:
        world.add_event("New night")
        assert "New night" in world.read("/{slug}")
    finally:
        replicated.replica.start()
    world.catch_up()
    world.source.answers.clear()
    assert "New night" in world.read("/{slug}")
    assert world.source.answers == {"replica": 1}


def test_line_about_a_replica_that_is_away_is_json(world, caplog):
    world.source.stop()
    world.source._tell()
    assert caplog.records[-1].msg["seconds"] is None


def test_server_that_is_no_replica_is_not_read(start_app, replicated):
    app = start_app(database_replica_url=replicated.primary.url().replace("127.0.0.1", "localhost"))
    with app.app_context():
        source = app.extensions[replica.KEY]
        source.measure()
        source.read(lambda: None)
    assert source.answers == {"primary": 1}


def test_usage_of_an_app_may_be_that_of_the_replica(world, replicated):
    with world.app.app_context():
        client, _secret = make_client(User.find_by_email(world.email))
        number, path = client.id, f"/developer/apps/{client.client_id}/usage"
        db.session.commit()
        count_calls(number, 11)
    developer = world.app.test_client()
    sign_in(developer, world.email)
    world.catch_up()
    with replicated.standing_still():
        with world.app.app_context():
            count_calls(number, 22)
        assert ">11<" in world.read(path, developer)
        world.time.at += MOST + 1
        assert ">33<" in world.read(path, developer)


def test_lag_is_measured_beside_the_requests(start_app, monkeypatch):
    monkeypatch.undo()
    app = start_app()
    with app.app_context():
        source = app.extensions[replica.KEY]
        source.read(lambda: None)
        wait_until(lambda: source.lag < MOST)
        source.read(lambda: None)
        assert source.answers == {"primary": 1, "replica": 1}
        db.engine.dispose()
        assert source.lag == inf


def test_metrics_tell_the_lag_and_who_answered(start_app):
    app = start_app(metrics=True)
    with app.app_context():
        app.extensions[replica.KEY].read(lambda: None)
    lines = app.test_client().get("/metrics").text.splitlines()
    assert "stagedoor_replica_lag_seconds +Inf" in lines
    assert 'process_replica_answers_total{by="primary"} 1' in lines
    assert 'process_replica_answers_total{by="replica"} 0' in lines


def test_replica_that_stands_still_moves_the_metric_of_its_alert(
    start_app, replicated, monkeypatch
):
    time = Time()
    monkeypatch.setattr(replica, "monotonic", time)
    world = World(start_app(metrics=True), time)
    with replicated.standing_still():
        world.add_event("New night")
        time.at += 40
        world.source.measure()
        assert lag_of(world) == 40
    world.catch_up()
    assert lag_of(world) == 0


def lag_of(world) -> float:
    """What monitoring reads."""
    name = "stagedoor_replica_lag_seconds "
    lines = world.app.test_client().get("/metrics").text.splitlines()
    return next(float(line.removeprefix(name)) for line in lines if line.startswith(name))


def test_traces_tell_which_statements_the_replica_answered(world, replicated):
    with spans_of(world.app) as spans:
        world.read("/{slug}")
        page = spans.take()
        world.read("/{slug}/events.ics")
        feed = spans.take()
    ports = {span.attributes.get("server.port") for span in page if span.kind is SpanKind.CLIENT}
    assert replicated.replica.port in ports
    assert any(span.attributes.get("stagedoor.replica") for span in feed)


def test_check_names_a_server_that_does_not_follow(replicated):
    settings = make_settings(
        database_url=replicated.primary.url(), database_replica_url=replicated.replica.url()
    )
    assert list(REPLICA.find(settings)) == []
    for url, reason in (
        (replicated.primary.url().replace("127.0.0.1", "localhost"), "is no replica"),
        ("postgresql://stagedoor@127.0.0.1:1/stagedoor", "does not answer"),
    ):
        wrong = settings.model_copy(update={"database_replica_url": url})
        assert [reason in problem.text for problem in REPLICA.find(wrong)] == [True]


@pytest.mark.parametrize(
    ("changes", "is_refused"),
    [
        ({"database_url": "postgresql+psycopg://other@db.example:5432/events"}, True),
        ({"database_url": "postgresql:///events?host=db.example"}, True),
        (
            {
                "database_url": "postgresql://pooler.example/events",
                "database_direct_url": "postgresql://db.example/events",
            },
            True,
        ),
        ({"database_url": "postgresql://db.example:5433/events"}, False),
    ],
)
def test_address_of_the_primary_is_no_replica(changes, is_refused):
    settings = make_settings(database_replica_url="postgresql://db.example/events", **changes)
    assert bool(list(find_useless_replica(settings))) is is_refused


def count_calls(client_id: int, number: int) -> None:
    """Have the app called so often."""
    for _call in range(number):
        usage.note(Call(client_id, "api.list_events", 200, 3, team_id=0))
    usage.flush()


def wait_until(is_so) -> None:
    """Return when it is so."""
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
