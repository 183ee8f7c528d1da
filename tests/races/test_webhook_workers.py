"""Workers that are killed lose nothing: what they began is repeated with its id, in order."""

import json
import os
import signal
import time
from datetime import datetime

import pytest

from app.extensions import db
from app.models.events.event_details import EventDetails
from app.models.events.writing.event_batch import EventBatch
from app.models.webhooks.webhook import Webhook
from tests.support.hooks import ids_of, make_hooked
from tests.support.listener import answer
from tests.support.preloaded import start_module
from tests.support.settings import environment_for_server

pytestmark = pytest.mark.race
EVENTS = 600
PATIENCE = 60  # seconds
SILENCE = 1.5  # seconds; longer than a worker that still sends is ever kept from it
START = datetime(2027, 3, 20, 20)


@pytest.fixture
def start_worker(tmp_path, database_url):
    """A function that runs ``stagedoor work`` in a process of its own."""
    processes = []

    def start():
        settings = {"database_url": database_url, "stagedoor_home": tmp_path}
        command = ["python", "-m", "flask", "--app", "wsgi", "work"]
        log = tmp_path / f"worker-{len(processes)}.log"
        processes.append(start_module(command, environment_for_server(**settings), log))
        return processes[-1]

    yield start
    for process in processes:
        process.terminate()
        process.wait(PATIENCE)


def add_events(team, count):
    details = EventDetails(title="Night", start=START, end=START, timezone="Europe/Rome").checked()
    batch = EventBatch(team.id)
    for _number in range(count):
        batch.add(details)
    batch.write()
    db.session.commit()


def wait_for(is_so):
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "It took too long."
        time.sleep(0.02)


def kill_the_one_that_sends(workers, listener):
    """Kill workers until nothing arrives any more; the last one held the lease."""
    killed = []
    while not killed or goes_on(listener):
        killed.append(workers.pop(0))
        os.kill(killed[-1].pid, signal.SIGKILL)
    (lease,) = db.session.query(Webhook.lease).one()
    db.session.rollback()
    assert lease is not None
    return killed


def goes_on(listener):
    time.sleep(0.05)  # what was sent arrives
    so_far = len(listener.bodies)
    end = time.monotonic() + SILENCE
    while time.monotonic() < end:
        if len(listener.bodies) > so_far:
            return True
        time.sleep(0.02)
    return False


def seqs(listener):
    return [json.loads(body)["data"]["seq"] for body in listener.bodies]


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_killed_worker_loses_nothing_and_keeps_the_order(context, listener, start_worker):
    listener.says(answer(b""))
    hooked = make_hooked(f"http://127.0.0.1:{listener.port}/", types=["event.upserted"])
    add_events(hooked.team, EVENTS)
    workers = [start_worker(), start_worker()]
    for number in (1, 2):
        wait_for(lambda so_far=EVENTS // 3 * number: len(listener.bodies) > so_far)
        workers += [start_worker() for _killed in kill_the_one_that_sends(workers, listener)]
        # The lease ends within a minute; here at once.
        db.session.query(Webhook).update({"leased_until": 0})
        db.session.commit()
    wait_for(lambda: seqs(listener)[-1:] == [EVENTS])
    told, ids = seqs(listener), ids_of(listener)
    assert sorted(set(told)) == list(range(1, EVENTS + 1))
    assert told == sorted(told)
    assert len(set(zip(told, ids, strict=True))) == EVENTS
