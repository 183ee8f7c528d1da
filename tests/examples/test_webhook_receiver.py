"""The receiver in examples/, run as its README says, and the mirror that a webhook wakes."""

import json
import os
import re
import select
import subprocess
import sys
import time
from threading import Timer
from urllib.parse import urlencode

import pytest

from app.demo.apps import EXAMPLES_CALLBACK
from tests.conventions.source import PROJECT
from tests.examples.test_examples import arrive, decide
from tests.examples.test_mirror import SPRING, Runner, add_event, client_id, listed  # noqa: F401
from tests.support.forms import submit
from tests.support.listener import answer
from tests.support.live_server import find_free_port
from tests.support.signed_webhooks import OLD_SECRET, send, sign
from tests.support.signed_webhooks import SECRET as SECRET_OF_TESTS

pytestmark = pytest.mark.xdist_group("examples")  # one server for all of them

RECEIVER = PROJECT / "examples" / "webhook-receiver" / "receiver.py"
PATIENCE = 20  # seconds
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]+=*")


class Receiver:
    """The example's program, listening on a port of its own."""

    def __init__(self, server, port, **environment):
        self.url = f"http://127.0.0.1:{port}/"
        self._process = subprocess.Popen(
            [sys.executable, RECEIVER],
            env={
                "PATH": os.environ["PATH"],
                "STAGEDOOR_URL": server.url,
                "PORT": str(port),
                **environment,
            },
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert "Listening" in self.line()

    def line(self):
        """The next line that it prints."""
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            pytest.fail("It printed nothing.")
        return self._process.stdout.readline().decode().strip()

    def stop(self):
        """End it."""
        self._process.kill()
        self._process.wait()


def connect(person, app, server):
    """Authorize the app for Harbour Hall."""
    query = {
        "response_type": "code",
        "client_id": app.id,
        "redirect_uri": EXAMPLES_CALLBACK,
        "scope": "events:read",
        "state": "of the receiver",
        "prompt": "consent",
    }
    decide(person, f"{server.url}/oauth/authorize?{urlencode(query)}", team="harbour-hall")


def test_receiver_prints_a_ping_and_what_happened(demo, people, credentials):
    """From the button Add endpoint to the title of an event that Olivia changed."""
    app = credentials["Chronicle"]
    page, port = f"/developer/apps/{app.id}/webhooks", find_free_port()
    added = submit(
        people["dev"],
        page,
        "Add endpoint",
        url=f"http://127.0.0.1:{port}/",
        types=["event.upserted", "event.removed"],
    )
    endpoint = added.headers["Location"]
    secret = SECRET.search(people["dev"].get(endpoint).text)[0]
    receiver = Receiver(demo, port, WEBHOOK_SECRET=secret)
    try:
        submit(people["dev"], endpoint, "Send test")
        assert receiver.line() == "ping"
        connect(people["olivia"], app, demo)
        slug = add_event(people["olivia"], "Heard at once")
        lines = iter(receiver.line, "")
        assert next(line for line in lines if slug in line) == f"event.upserted {slug}"
        assert send(receiver.url, sign(secret=OLD_SECRET)) == 401
    finally:
        receiver.stop()
        submit(people["dev"], f"{endpoint}/remove", "Remove")


def test_receiver_fetches_the_title_with_its_token(demo, listener):
    """From the server that it is told of, and from no other one."""
    listener.says(answer(b'{"data": {"title": "Spring night"}}'))
    port, api = find_free_port(), f"http://127.0.0.1:{listener.port}"
    tokens = {"WEBHOOK_SECRET": SECRET_OF_TESTS, "ACCESS_TOKEN": "sd_at_x", "STAGEDOOR_URL": api}
    receiver = Receiver(demo, port, **tokens)
    try:
        for number, server in enumerate((api, "http://127.0.0.1:1")):
            data = {"slug": "spring-night", "url": f"{server}/events/spring-night"}
            body = json.dumps({"type": "event.upserted", "data": data}).encode()
            assert send(receiver.url, sign(body, id=f"msg_{number}"), body) == 204
        lines = [receiver.line() for _number in range(4)]
        assert lines[1] == "Spring night"
        assert lines[3].endswith("must not see our token.")
        assert len(listener.heads) == 1
    finally:
        receiver.stop()


def test_mirror_that_follows_is_woken_by_a_webhook(demo, people, client_id, tmp_path):  # noqa: F811
    runner = Runner(demo, client_id, tmp_path / "followed.db")
    process = runner.start("--follow", HOOK=f"http://127.0.0.1:{find_free_port()}/")
    watchdog = Timer(PATIENCE, process.kill)  # so that no line is waited for in vain
    watchdog.start()
    try:
        address = next(line.strip() for line in process.stdout if line.startswith("http"))
        arrive(decide(people["olivia"], address, team="harbour-hall"))
        next(line for line in process.stdout if line.startswith("Waiting for webhooks"))
        began = time.monotonic()
        slug = add_event(people["olivia"], "Woken up")
        next(line for line in process.stdout if "changes." in line)
        assert time.monotonic() - began < 10
        submit(people["olivia"], f"{SPRING}/{slug}/delete", "Delete")
        next(line for line in process.stdout if "changes." in line)
        assert runner.mirrored() == listed(demo, runner)
    finally:
        watchdog.cancel()
        process.terminate()
        process.wait()
