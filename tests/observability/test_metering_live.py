"""Exact with several server processes: what was called is what every page tells."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from tests.support.api import EVENTS
from tests.support.people import sign_in
from tests.support.settings import make_settings

CALLS = 1000
WORKERS = 8  # callers at once

pytestmark = pytest.mark.race


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(database_url=database_url, stagedoor_home=tmp_path, metrics=True)


def call_often(server, token):
    """Call so often from many connections; every answer is a success or says 304."""
    headers = {"Authorization": f"Bearer {token}"}

    def call(share):
        with requests.Session() as session:
            session.trust_env = False
            etag = None
            for _ in range(share):
                given = {**headers, "If-None-Match": etag} if etag else headers
                answer = session.get(f"{server.url}{EVENTS}", headers=given, timeout=20)
                assert answer.status_code in {200, 304}
                etag = answer.headers["ETag"]

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(call, [CALLS // WORKERS] * WORKERS))


@pytest.mark.both_databases
def test_thousand_calls_of_two_processes_are_a_thousand_everywhere(
    app, client, reader, start_server
):
    with app.app_context():
        client_id = db.session.scalars(db.select(Client.client_id)).one()
        grant = db.session.scalars(db.select(Grant)).one()
        developer = db.session.get(User, grant.client.owner_id).email
        organizer, grant_id = grant.user.email, grant.public_id
    server = start_server(workers=2)
    call_often(server, reader.token)
    server.stop()

    sign_in(client, developer)
    usage = client.get(f"/developer/apps/{client_id}/usage").text
    sign_in(client, organizer)
    permission = client.get(f"/account/apps/{grant_id}").text
    metrics = client.get("/metrics").text

    assert re.search(r"<dt>Requests</dt>\s*<dd>\s*1,000\b", usage)
    assert re.search(r'Together\s*</th>\s*<td class="r">\s*1,000\s*</td>', permission)
    assert sum(map(int, re.findall(r"stagedoor_requests_total{.*} (\d+)", metrics))) == CALLS
