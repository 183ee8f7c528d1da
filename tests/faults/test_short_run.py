"""A server whose database connection is cut and whose process is killed, under load.

The short form of ``make faults``, which tries all of it.
"""

import os
import signal
import time

import psycopg
import pytest
from sqlalchemy import make_url

from app.background.worker import Worker
from app.extensions import db
from app.models.webhooks.webhook_turn import LEASE
from faults import world
from faults.check_invariants import check_invariants, find_untold
from faults.ledger import Ledger
from faults.load import Load
from faults.machine.receiver import WebhookReceiver
from faults.machine.relay import Relay
from tests.support.live_server import LiveServer

# What callers may see of a server without a proxy in front, whose process is killed.
# A request that is being sent as its connection ends meets a reset or a broken pipe, by chance.
ALLOWED = {
    *("503", "BrokenPipeError", "ConnectionRefusedError"),
    *("ConnectionResetError", "RemoteDisconnected"),
}

pytestmark = pytest.mark.race


@pytest.fixture
def relay(postgres_url):
    address = postgres_url.replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        relay = Relay(f"{connection.info.host}/.s.PGSQL.{connection.info.port}")
    yield relay
    relay.close()


@pytest.fixture
def receiver():
    receiver = WebhookReceiver()
    yield receiver
    receiver.close()


def test_nothing_is_lost_when_connections_end_and_a_process_is_killed(
    postgres_url, relay, receiver, clock, tmp_path
):
    app = world.make_app(postgres_url, tmp_path)
    accounts = world.fill(app, 4, receiver.url, events=2)
    through_relay = make_url(postgres_url).set(host="127.0.0.1", port=relay.port, query={})
    url = through_relay.render_as_string(hide_password=False)
    server = LiveServer(tmp_path / "log", 1, 4, database_url=url, stagedoor_home=tmp_path)
    ledger = Ledger()
    try:
        server.wait_until_ready()
        load = Load(server.url, accounts, ledger, seed="short", pause=0.05)
        load.start()
        for _cut in range(3):
            time.sleep(0.4)
            relay.cut()
        kill_worker_process(server)
        time.sleep(0.4)
        receiver.mood = "slow"  # so that the server ends in the middle of messages
        load.stop()
    finally:
        server.stop()
    receiver.mood = "well"
    with app.app_context():
        assert check_invariants(ledger) == []
        # The leases of the ended processes run out, and another worker tells the rest.
        clock.advance(int(time.time()) + LEASE - clock.now())
        Worker(app).work()
        assert find_untold(receiver.newest) == []
        db.engine.dispose()
    assert ledger.surprises == []
    assert {kind_of(each) for each in ledger.failures} <= ALLOWED
    assert ledger.answered > 20


def kill_worker_process(server):
    path = f"/proc/{server.process.pid}/task/{server.process.pid}/children"
    with open(path) as children:
        os.kill(int(children.read().split()[-1]), signal.SIGKILL)


def kind_of(outcome):
    return outcome.error or f"{outcome.status}{'' if outcome.is_proper else ' bare'}"
