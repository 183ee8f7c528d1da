"""Whatever happens to events, who follows the messages of a webhook has what the list has."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.background.worker import Worker
from app.extensions import db
from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.values import clock
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from tests.support.api import EVENTS, make_reader
from tests.support.event_history import ACTS, happen
from tests.support.factories import make_team
from tests.support.hooks import headers_of
from tests.support.listener import answer
from tests.support.mirror import listed

pytestmark = pytest.mark.both_databases

OK, BUSY = answer(b""), answer(b"", status="503 Busy")
TURNS = st.tuples(st.just("work"))
OUTAGES = st.tuples(st.just("fail"), st.integers(1, 2))
KILLS = st.tuples(st.just("kill"))
REPLAYS = st.tuples(st.just("replay"))
HISTORY = st.lists(st.one_of(*ACTS, TURNS, TURNS, OUTAGES, KILLS, REPLAYS), max_size=25)


class Follower:
    """A receiver that fetches what it is told of, with its token."""

    def __init__(self, reader, listener):
        self._reader, self._listener = reader, listener
        self._read, self._ids, self._seq = 0, set(), 0
        self.events = {}

    def read(self):
        """Take what has arrived, in this order."""
        for number in range(self._read, len(self._listener.bodies)):
            body = json.loads(self._listener.bodies[number])
            self._ids.add(headers_of(self._listener.heads[number])["webhook-id"])
            self._take(body["type"], body["data"])
        self._read = len(self._listener.bodies)

    def _take(self, kind, data):
        fetched = self._reader.get(f"{EVENTS}/{data['slug']}")
        if kind == "event.upserted" and fetched.status_code == 200:
            self.events[data["id"]] = fetched.json["data"]
        else:
            self.events.pop(data["id"], None)


@pytest.fixture
def world(app, listener):
    """Harbour Hall, its reader, and the reader's webhook, which leads to the listener."""
    with app.app_context():
        reader = make_reader(app, make_team(name="Harbour Hall", slug="harbour-hall"))
        url = f"http://127.0.0.1:{listener.port}/"
        types = ["event.upserted", "event.removed"]
        Webhook.create(db.session.query(Client).one(), url=url, types=types)
        db.session.query(WebhookDelivery).update({"state": "failed"})
        db.session.commit()
    listener.says(OK)
    return reader, Follower(reader, listener)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY)
def test_follower_equals_list(app, world, listener, history):
    """Each example goes on where the last one ended."""
    reader, follower = world
    for kind, *what in history:
        with app.app_context():
            if kind == "fail":
                listener.says_in_turn(*[BUSY] * what[0])
            elif kind == "kill":  # while it held the lease
                db.session.query(Webhook).update({"lease": "killed", "leased_until": 2**31 - 1})
            elif kind == "replay":
                db.session.query(Webhook).one().replay(clock.now() - 3600)
            elif kind != "work":
                happen(Team.find("harbour-hall"), kind, *what)
            db.session.commit()
        if kind == "work":
            work(app)
            follower.read()  # now: at the end, a removal that is never told would look like a 404
    listener.says_in_turn()
    work(app)
    follower.read()
    assert follower.events == listed(reader)


def work(app):
    with app.app_context():  # time passes: leases end, and so do pauses after failures
        db.session.query(Webhook).update({"leased_until": 0, "due_at": 0})
        db.session.commit()
    Worker(app).work()
