"""The agent and the screen of examples/, run as their READMEs say."""

import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest

from tests.conventions.source import PROJECT
from tests.examples.test_examples import WAITING, arrive, decide
from tests.support.forms import submit

pytestmark = pytest.mark.xdist_group("examples")  # one server for all of them

EVENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d  \w"


def start(script, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, PROJECT / "examples" / script, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process, pattern):
    """The match in the first line that has one."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if match := re.search(pattern, line):
            return match
    raise AssertionError("".join(seen))


def test_agent_knows_one_address(demo, people):
    process = start("agent/agent.py", f"{demo.url}/api/v1/organizer/events")
    asked = read_until(process, r"wants the scope '(.*)'")
    assert asked[1] == "events:read"
    address = read_until(process, r"^(http\S+)")[1]
    arrive(decide(people["olivia"], address, team="harbour-hall"))
    printed, _ = process.communicate(timeout=WAITING)
    assert process.returncode == 0, printed
    assert re.search(EVENT, printed, re.M), printed


def test_agent_is_told_what_the_person_decided(demo, people):
    process = start("agent/agent.py", f"{demo.url}/api/v1/organizer/events")
    address = read_until(process, r"^(http\S+)")[1]
    arrive(decide(people["olivia"], address, "Deny"))
    printed, _ = process.communicate(timeout=WAITING)
    assert process.returncode == 1
    assert "Not connected: The user denied the request." in printed


def test_agent_gives_up_where_no_one_is_refused(demo):
    printed, _ = start("agent/agent.py", f"{demo.url}/healthz").communicate(timeout=WAITING)
    assert "it has to refuse a stranger by 401" in printed


def test_screen_shows_what_is_on(demo, people):
    process = start("scanner/scanner.py", STAGEDOOR_URL=demo.url)
    assert read_until(process, r"Open (\S+) ")[1] == f"{demo.url}/device"
    code = read_until(process, r"and type (\S+)")[1]
    olivia = people["olivia"]
    found = submit(olivia, "/device", "Continue", user_code=code.lower().replace("-", " "))
    page = olivia.get(found.headers["Location"]) if found.status_code in (302, 303) else found
    assert code in page.text
    done = submit(olivia, "/device", "Authorize", page=page, team="harbour-hall")
    assert done.status_code in (200, 302, 303)
    printed, _ = process.communicate(timeout=WAITING)
    assert process.returncode == 0, printed
    assert re.search(EVENT, printed, re.M), printed
    dates = re.findall(r"^\d{4}-\d\d-\d\d", printed, re.M)
    week_ago = date.today() - timedelta(days=7)  # when an exhibition may have opened
    assert min(dates) > week_ago.isoformat(), "a series shows its first date, not its next"
