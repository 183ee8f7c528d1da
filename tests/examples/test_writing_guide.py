"""The samples of the guide to writing events, run against a live server."""

import json
import re
import urllib.request

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.examples.test_documentation import sh
from tests.support.api import make_reader
from tests.support.factories import make_team
from tests.support.markup import code_blocks

pytestmark = pytest.mark.xdist_group("examples")


def test_samples_add_change_and_delete(app, start_server):
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        token = make_reader(app, team, scopes="events:read events:write").token
    server = start_server(workers=1)
    with urllib.request.urlopen(f"{server.url}/docs/guides/writing-events") as page:
        found = code_blocks(page.read().decode())
    add, change, bulk, delete = (sample.replace("TEAM", "harbour-hall") for sample in found)
    words = {"ACCESS_TOKEN": token}

    first = sh(add, words)
    assert " 201 " in first
    words["ETAG"] = re.search(r"(?im)^etag: (\S+)", first)[1]
    assert " 200 " in sh(add, words)  # the same external_ref, another request
    assert " 412 " in sh(change, {**words, "ETAG": '"old"'})
    assert '"status":"cancelled"' in sh(change, words)
    assert [item["status"] for item in json.loads(sh(bulk, words))["data"]] == [201, 400]
    assert " 204 " in sh(delete, words)
    with app.app_context():
        stored = db.select(Event.title).where(Event.deleted_at.is_(None))
        assert db.session.scalars(stored).all() == ["Rehearsal"]
        assert Team.find("harbour-hall").change_seq == 4
