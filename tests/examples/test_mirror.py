"""The mirror in examples/, run as its README says, and its file by itself."""

import importlib
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys

import pytest
import requests

from tests.conventions.source import PROJECT
from tests.examples.test_examples import WAITING, arrive, decide
from tests.support.forms import submit
from tests.support.live_server import find_free_port

pytestmark = pytest.mark.xdist_group("examples")  # one server for all of them

MIRROR = PROJECT / "examples" / "mirror"
SPRING = "/teams/harbour-hall/events"


class Runner:
    """Runs the mirror's command on one file."""

    def __init__(self, server, client_id, file):
        self._command = [sys.executable, MIRROR / "mirror.py", file]
        self._environment = {
            "PATH": os.environ["PATH"],
            "STAGEDOOR_URL": server.url,
            "CLIENT_ID": client_id,
            "CALLBACK": f"http://127.0.0.1:{find_free_port()}/callback",
        }
        self.file = file

    def start(self, *arguments, **environment):
        return subprocess.Popen(
            [*self._command, *arguments],
            env=self._environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments):
        printed, _ = self.start(*arguments).communicate(timeout=WAITING)
        return printed

    def note(self, name):
        with sqlite3.connect(self.file) as db:
            [text] = db.execute("SELECT json FROM note WHERE name = ?", (name,)).fetchone()
        return json.loads(text)

    def spoil(self, name, **values):
        with sqlite3.connect(self.file) as db:
            row = (json.dumps(self.note(name) | values), name)
            db.execute("UPDATE note SET json = ? WHERE name = ?", row)

    def mirrored(self):
        with sqlite3.connect(self.file) as db:
            rows = [json.loads(text) for (text,) in db.execute("SELECT json FROM event")]
        return {event["id"]: event for event in rows}


@pytest.fixture(scope="module")
def client_id(people):
    """The app that the README's link fills in, registered by pressing the button."""
    link = re.search(r"http://127.0.0.1:5000(\S+)\)", (MIRROR / "README.md").read_text())[1]
    answer = submit(people["dev"], link, "Create app")
    return answer.headers["Location"].rpartition("/")[2]


@pytest.fixture(scope="module")
def mirror(demo, people, client_id, tmp_path_factory):
    """A mirror of Harbour Hall that Olivia has allowed, and that read everything once."""
    runner = Runner(demo, client_id, tmp_path_factory.mktemp("mirror") / "mirror.db")
    process = runner.start()
    address = next(line.strip() for line in process.stdout if line.startswith("http"))
    arrive(decide(people["olivia"], address, team="harbour-hall"))
    printed, _ = process.communicate(timeout=WAITING)
    assert process.returncode == 0, printed
    return runner


def listed(demo, mirror):
    """What the list says now, with the mirror's own token."""
    headers = {"Authorization": f"Bearer {mirror.note('tokens')['access_token']}"}
    url = f"{demo.url}/api/v1/organizer/harbour-hall/events?limit=200"
    answer = requests.get(url, headers=headers, timeout=WAITING).json()
    assert answer["page"]["next"] is None
    return {event["id"]: event for event in answer["data"]}


def test_first_run_reads_everything_into_a_file_of_ones_own(demo, mirror):
    assert mirror.mirrored() == listed(demo, mirror) != {}
    assert stat.S_IMODE(mirror.file.stat().st_mode) == 0o600
    titles = [event["title"] for event in mirror.mirrored().values()]
    assert all(title in mirror.run("--list") for title in titles)


def test_later_runs_read_what_happened_since(demo, mirror, people):
    assert mirror.run() == ""
    event = add_event(people["olivia"], "Late addition")
    assert mirror.run() == "1 changes.\n"
    submit(people["olivia"], f"{SPRING}/{event}/edit", "Save", title="Later addition")
    submit(people["olivia"], f"{SPRING}/{event}/delete", "Delete")
    mirror.run()
    assert mirror.mirrored() == listed(demo, mirror)


def test_ended_token_is_refreshed_and_a_lost_place_found_again(demo, mirror):
    mirror.spoil("tokens", access_token="sd_at_spoiled")
    mirror.spoil("place", sync_token="spoiled")
    printed = mirror.run()
    assert "everything is read again" in printed
    assert mirror.mirrored() == listed(demo, mirror)


def test_ended_permission_is_told_and_asked_for_anew(mirror):
    mirror.spoil("tokens", access_token="sd_at_spoiled", refresh_token="sd_rt_spoiled")
    assert "invalid_grant" in mirror.run()
    assert mirror.note("tokens") == {}


def add_event(person, title):
    """Add an event by its form; return its slug."""
    answer = submit(
        person,
        f"{SPRING}/new",
        "Add",
        title=title,
        start_date="2031-03-27",
        start_time="20:00",
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].rpartition("/")[2]


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A function that opens the mirror's file, as a process that starts does."""
    monkeypatch.syspath_prepend(MIRROR)
    store = importlib.import_module("store")
    return lambda: store.Store(tmp_path / "mirror.db")


def page(*ids, then=None, token=None, op="upsert"):
    """A page of the stream."""
    events = [{"id": one, "start": {"utc": "2027-03-27T19:00:00Z"}} for one in ids]
    entries = [{"op": op, "event": event, "id": event["id"]} for event in events]
    return {
        "data": entries,
        "page": {"next": then, "has_more": then is not None},
        "sync_token": token,
    }


def ids(store):
    return {event["id"] for event in store.events()}


def test_process_that_dies_goes_on_behind_the_last_whole_page(store):
    store().take(page("a", "b", then="https://server/2"))
    assert (ids(store()), store().note("place")["next"]) == ({"a", "b"}, "https://server/2")
    broken = page("c", then="https://server/3")
    broken["data"].append({"op": "upsert", "event": {}})
    with pytest.raises(KeyError):
        store().take(broken)
    assert (ids(store()), store().note("place")["next"]) == ({"a", "b"}, "https://server/2")


def test_old_copy_stays_until_a_new_full_read_has_ended(store):
    store().take(page("a", "b", token="t1"))
    store().start_anew()
    store().take(page("b", then="https://server/2"))
    assert ids(store()) == {"a", "b"}
    store().take(page("c", token="t2"))
    assert ids(store()) == {"b", "c"}
    assert store().note("place")["sync_token"] == "t2"


def test_pages_after_a_token_take_nothing_away_that_they_do_not_name(store):
    store().take(page("a", "b", token="t1"))
    store().take(page("c", then="https://server/2"))
    store().take(page("a", op="remove", token="t2"))
    assert ids(store()) == {"b", "c"}
