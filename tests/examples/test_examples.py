"""Each example, run as its README says, against a live server with the demo's data."""

import os
import re
import shutil
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from app.demo.apps import APPS, EXAMPLES_CALLBACK
from tests.conventions.source import PROJECT
from tests.support.forms import submit
from tests.support.live_server import find_free_port

pytestmark = pytest.mark.xdist_group("examples")  # one server for all of them

WAITING = 60  # seconds
PROGRAMS = {".py": sys.executable, ".sh": "sh", ".php": "php"}
A_DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d"


class Example:
    """A script of an example, started; it has printed the address for the person."""

    def __init__(self, server, script, client=None, *arguments, callback=None):
        path = PROJECT / "examples" / script
        environment = {
            "PATH": os.environ["PATH"],
            "STAGEDOOR_URL": server.url,
            "CALLBACK": callback or f"http://127.0.0.1:{find_free_port()}/callback",
        }
        if client:
            environment |= {"CLIENT_ID": client.id, "CLIENT_SECRET": client.secret}
        self._path = path
        self._process = subprocess.Popen(
            [PROGRAMS[path.suffix], path, *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def answered_by(self, person, button="Authorize", **fields):
        """What it prints once ``person`` has opened the address and pressed the button."""
        seen = []
        for line in self._process.stdout:
            seen.append(line)
            if line.startswith("http"):
                break
        else:
            pytest.fail(f"{self._path} printed no address: {''.join(seen)}")
        return "".join(seen) + self.finish(decide(person, line.strip(), button, **fields))

    def finish(self, address=""):
        """The rest of what it prints after the person came to ``address``."""
        pasted = None
        if self._path.suffix == ".sh":
            code = parse_qs(urlsplit(address).query).get("code")
            pasted = f"{code[0] if code else address}\n"
        elif address:
            arrive(address)
        printed, _ = self._process.communicate(pasted, timeout=WAITING)
        self.status = self._process.returncode
        return printed


def decide(person, address, button="Authorize", **fields):
    """Where the person is sent, asked or not."""
    page = person.get(address)
    if page.status_code == 200:
        page = submit(person, address, button, page=page, **fields)
    assert page.status_code == 302, page.text
    return page.headers["Location"]


def arrive(address):
    """Come back to the script, which may be about to listen."""
    for _ in range(100):
        try:
            answer = requests.get(address, timeout=WAITING)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            assert answer.status_code == 200
            return
    pytest.fail(f"Nobody listens at {urlsplit(address).netloc}")


def test_demo_apps_answer_where_the_examples_wait(people):
    """The READMEs say that nothing has to be set but the credentials."""
    scripts = list((PROJECT / "examples").glob("*/client.*"))
    assert len(scripts) == 11
    assert all(EXAMPLES_CALLBACK in script.read_text(encoding="utf-8") for script in scripts)
    ready = {app.name for app in APPS if EXAMPLES_CALLBACK in app.redirect_uris}
    assert ready == {"Pocket Tickets", "Front Desk", "Chronicle", "Lobby Screen"}
    query = {"client_name": "Somebody", "redirect_uri": EXAMPLES_CALLBACK, "state": "s"}
    page = people["olivia"].get(f"/oauth/authorize?{urlencode(query)}").text
    assert "Lobby Screen" in page


def test_kagibag(demo, people):
    example = Example(demo, "kagibag/client.py")
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert f"the feed is {demo.url}/api/v1/organizer/harbour-hall/events" in printed
    assert re.search(rf"^{A_DATE}\S* \w", printed, re.M)
    assert "The first in full: " in printed
    assert "sd_tok" not in printed


def test_kagibag_denied(demo, people):
    example = Example(demo, "kagibag/client.py")
    printed = example.answered_by(people["olivia"], "Deny")
    assert example.status == 1
    assert "Not connected: The user denied the request." in printed


def test_kagibag_with_curl(demo, people):
    example = Example(demo, "kagibag/client.sh")
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert '"title":' in printed


def test_gancio(demo, people):
    example = Example(demo, "gancio/client.py")
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert "Connected: Bearer token, scope event:write." in printed
    assert f"Published: {demo.url}/event/open-rehearsal" in printed
    assert "Changed: Open rehearsal, upstairs" in printed
    assert "Deleted: OK" in printed


def test_gancio_with_curl(demo, people):
    example = Example(demo, "gancio/client.sh")
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert f"Published: {demo.url}/event/open-rehearsal" in printed
    assert printed.endswith("OK")


def test_eventpop(demo, people, credentials):
    example = Example(demo, "eventpop/client.py", credentials["Pocket Tickets"])
    printed = example.answered_by(people["nina"])
    assert example.status == 0, printed
    assert "Connected: scope public, 7200 seconds." in printed
    assert "Header: Nina Okafor <nina@example.org>" in printed
    assert "Query: Nina Okafor <nina@example.org>" in printed
    assert "Body: 2 tickets" in printed


def test_eventpop_with_curl(demo, people, credentials):
    example = Example(demo, "eventpop/client.sh", credentials["Pocket Tickets"])
    printed = example.answered_by(people["nina"])
    assert example.status == 0, printed
    assert printed.count('"email":"nina@example.org"') == 2
    assert '"page":' in printed


def test_event_temple(demo, people, credentials):
    example = Example(demo, "event-temple/client.py", credentials["Front Desk"])
    printed = example.answered_by(people["otto"], team=["harbour-hall", "night-owl"])
    assert example.status == 0, printed
    assert "Connected: scope crm_manage crm_read, 7200 seconds." in printed
    assert "Harbour Hall: 3 bookings" in printed
    assert "Night Owl Collective: 2 bookings" in printed
    assert "Nina Okafor" in printed
    assert "Revoked." in printed


def test_event_temple_with_curl(demo, people, credentials):
    example = Example(demo, "event-temple/client.sh", credentials["Front Desk"])
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert '"holder":{"name":"Nina Okafor"}' in printed
    assert printed.endswith("{}\n")


@pytest.mark.parametrize(
    "script",
    [
        "kanka/client.py",
        pytest.param(
            "kanka/client.php",
            marks=pytest.mark.skipif(not shutil.which("php"), reason="There is no php here."),
        ),
    ],
)
def test_kanka(demo, people, credentials, script):
    example = Example(demo, script, credentials["Chronicle"])
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert "Connected: Bearer token, 31536000 seconds." in printed
    assert "Refreshed" in printed
    assert re.search(rf"^{A_DATE}\S* \w", printed, re.M)


def test_kanka_with_curl(demo, people, credentials):
    example = Example(demo, "kanka/client.sh", credentials["Chronicle"])
    printed = example.answered_by(people["olivia"])
    assert example.status == 0, printed
    assert '"title":' in printed


def test_kanka_with_a_pasted_code(demo, people, credentials):
    client = credentials["Chronicle"]
    callback = f"http://127.0.0.1:{find_free_port()}/callback"
    query = f"client_id={client.id}&redirect_uri={callback}&response_type=code"
    address = decide(people["olivia"], f"{demo.url}/oauth/authorize?{query}")
    [code] = parse_qs(urlsplit(address).query)["code"]
    example = Example(demo, "kanka/client.py", client, "--code", code, callback=callback)
    printed = example.finish()
    assert example.status == 0, printed
    assert "Connected: Bearer token" in printed
