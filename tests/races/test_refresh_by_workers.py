"""Several workers of one app refresh, use and lose answers in any order (invariant 7)."""

import random
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.app_workers import AppWorkers, Call

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

WINDOW = 30  # seconds; REFRESH_REUSE_SECONDS
STORIES, STEPS, WORKERS = 5, 10, 5
START = 1_900_000_000


@dataclass
class Worker:
    """What one worker of the app holds: the pair of the last answer that reached it."""

    access: str
    refresh: str


class Story:
    """A connection, its workers, and what each refresh token was answered, by the test's clock."""

    def __init__(self, processes, app, pair, luck, slug):
        """Let every worker begin with the same pair."""
        self.processes, self.app, self.luck = processes, app, luck
        self.url = f"/api/v1/organizer/{slug}/events"
        self.now = START
        self.workers = [Worker(*pair) for _ in range(WORKERS)]
        self.spent_at, self.successors = {}, {}

    def step(self) -> None:
        """Let each worker refresh, lose the answer of a refresh, read, or rest, all at once."""
        acts = [self.luck.choice(("refresh", "lose", "read", "read", "rest")) for _ in self.workers]
        busy = [pair for pair in zip(self.workers, acts, strict=True) if pair[1] != "rest"]
        calls = [self.read_with(w) if act == "read" else self.refresh_of(w) for w, act in busy]
        answers = self.processes.run(self.now, calls)
        for (worker, act), call, (status, body) in zip(busy, calls, answers, strict=True):
            assert status == 200, (act, body)
            if act != "read":
                self.note(call.token, body)
            if act == "refresh":
                worker.access, worker.refresh = body["access_token"], body["refresh_token"]

    def note(self, token, body) -> None:
        """Check that a token is only ever answered with one pair."""
        pair = body["access_token"], body["refresh_token"]
        self.spent_at.setdefault(token, self.now)
        assert self.successors.setdefault(token, pair) == pair

    def advance(self) -> None:
        """Let time pass; who would be too late for a repeat refreshes first."""
        later = self.now + self.luck.choice((0, 1, 10, 29, 45))
        for worker in self.workers:
            while later >= self.spent_at.get(worker.refresh, later) + WINDOW:
                [(status, body)] = self.processes.run(self.now, [self.refresh_of(worker)])
                assert status == 200, body
                self.note(worker.refresh, body)
                worker.access, worker.refresh = body["access_token"], body["refresh_token"]
        self.now = later

    def replay(self) -> None:
        """Present any spent token when its time is over, and check that the connection ended."""
        self.now = max(self.spent_at.values()) + WINDOW
        stolen = Call(self.app, self.luck.choice(sorted(self.spent_at)))
        [(status, body)] = self.processes.run(self.now, [stolen])
        assert (status, body["error"]) == (400, "invalid_grant")
        reads = [self.read_with(worker) for worker in self.workers]
        assert {status for status, _ in self.processes.run(self.now, reads)} == {401}
        refreshes = [self.refresh_of(worker) for worker in self.workers]
        assert {status for status, _ in self.processes.run(self.now, refreshes)} == {400}

    def read_with(self, worker) -> Call:
        """A read of the worker's, with the access token that it holds."""
        return Call(self.app, worker.access, url=self.url)

    def refresh_of(self, worker) -> Call:
        """A refresh by the worker."""
        return Call(self.app, worker.refresh)


@pytest.fixture
def processes(database_url, tmp_path):
    workers = AppWorkers(3, database_url=database_url, stagedoor_home=tmp_path)
    yield workers
    workers.close()


def connect(app, luck, slug):
    """An app, confidential or public, that was just connected, and its first pair."""
    registered = flow.register(app, runs_on=luck.choice(("server", "phone")))
    with app.app_context():
        owner = factories.make_user()
        grant = factories.make_grant(
            Client.find(registered.id), owner, factories.make_team(owner, slug=slug)
        )
        pair = factories.make_tokens(grant)
        db.session.commit()
    return registered, pair


def test_no_order_of_refreshes_reads_and_lost_answers_loses_a_connection(app, processes, clock):
    """Within the window all is answered; a replay after it ends everything, and is recorded."""
    for seed in range(STORIES):
        luck, slug, clock.at = random.Random(seed), f"hall-{seed}", START
        story = Story(processes, *connect(app, luck, slug), luck, slug)
        for _ in range(STEPS):
            story.step()
            story.advance()
        story.replay()
    with app.app_context():
        reused = AuditEvent.action == "refresh_token.reused"
        assert db.session.scalar(select(func.count(AuditEvent.id)).where(reused)) == STORIES
