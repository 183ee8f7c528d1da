"""What the server makes of header names, seen through the application behind a proxy."""

import json
import shutil

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.teams.membership import Membership
from tests.support.api import make_reader
from tests.support.factories import make_team
from tests.support.live_server import LiveServer
from tests.support.raw_http import RawConnection, request
from tests.support.settings import make_settings

HOST = "http://localhost"


@pytest.fixture(scope="module")
def server(tmp_path_factory, migrated_sqlite_file):
    """One process that believes this machine's proxies."""
    home = tmp_path_factory.mktemp("environ")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    settings = {"trusted_proxies": "127.0.0.1,::1", "public_url": HOST, "metrics": True}
    live = LiveServer(home / "log", 1, 1, stagedoor_home=home, **settings)
    live.wait_until_ready()
    yield live
    live.stop()


@pytest.fixture(scope="module")
def token(server):
    """A token of two teams, so that a request has to say which."""
    app = create_app(make_settings(stagedoor_home=server.log_path.parent))
    with app.app_context():
        teams = [make_team(slug="harbour-hall")]
        owner = Membership.list_of(teams[0])[0].user
        teams.append(make_team(owner, slug="night-owl"))
        reader = make_reader(app, *teams, profile="eventtemple", scopes="crm_read")
        db.engine.dispose()
    return reader.token


def ask(server, line, *headers):
    """Status and headers of the answer, and the request's line in the log."""
    connection = RawConnection(server.port)
    status, answered, _body = connection.send(request(line, *headers)).read_answer()
    connection.close()
    number = answered["x-request-id"]
    logged = next(line for line in server.log.splitlines() if number in line)
    return status, answered, json.loads(logged)


PROXY, FORGED = "X-Forwarded-For: 192.0.2.1", "X_Forwarded_For: 6.6.6.6"


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ([PROXY], "192.0.2.1"),
        ([PROXY, FORGED], "192.0.2.1"),
        ([FORGED, PROXY], "192.0.2.1"),
        (["x_forwarded-for: 6.6.6.6", PROXY, "X-Forwarded_For: 6.6.6.6"], "192.0.2.1"),
        ([FORGED], "127.0.0.1"),
        (["X-Forwarded-For: 6.6.6.6", PROXY], "192.0.2.1"),
    ],
    ids=["proxy", "before", "after", "half", "alone", "two headers"],
)
def test_address_is_what_the_proxy_says(server, headers, address):
    assert ask(server, "GET /healthz", *headers)[2]["address"] == address


def test_host_and_scheme_are_what_the_proxy_says(server):
    forged = ["X_Forwarded_Host: evil.example", "X_Forwarded_Proto: https"]
    status, _headers, _line = ask(server, "GET /login", PROXY, *forged)
    assert status == 200
    assert ask(server, "GET /login", PROXY, "X-Forwarded-Host: evil.example")[0] == 400


def test_id_of_a_caller_is_taken_from_its_header_alone(server):
    _status, _headers, line = ask(server, "GET /healthz", "X_Request_ID: forged-0123456789")
    assert "caller_request_id" not in line


def test_team_is_chosen_by_its_header_alone(server, token):
    bearer, line = f"Authorization: Bearer {token}", "GET /v2/bookings"
    assert ask(server, line, bearer, "X-API-ORG: night-owl")[0] == 200
    for header in ("X_API_ORG", "X-API_ORG", "x_api-org"):
        assert ask(server, line, bearer, f"{header}: night-owl")[0] == 400
    assert ask(server, line, bearer, "X-API-ORG: night-owl", "X-API-ORG: night-owl")[0] == 400


@pytest.mark.parametrize("name", ["Host", "Authorization"])
def test_header_that_is_sent_twice_is_refused(server, name):
    line = "GET /api/v1/organizer/hall/events"
    twice = {"Host": "localhost", "Authorization": "Bearer sd_at_x"}[name]
    assert ask(server, line, f"{name}: {twice}", f"{name}: {twice}2")[0] in {400, 401}
