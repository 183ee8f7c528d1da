"""The API behind the real server: what only it can show."""

import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from tests.support.api import EVENTS

pytestmark = pytest.mark.race


def ask(server, *header_lines):
    """Return the status of a GET with exactly these header lines."""
    port = urlsplit(server.url).port
    lines = [f"GET {EVENTS} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, *header_lines, "", ""]).encode("latin-1"))
        response = HTTPResponse(connection)
        response.begin()
        return response.status


@pytest.mark.both_databases
def test_repeated_headers_are_refused_and_uses_are_written_at_the_end(app, reader, start_server):
    """A worker writes its buffered counts before it ends."""
    server = start_server(workers=1)
    shown = f"Authorization: Bearer {reader.token}"
    assert ask(server, shown) == 200
    assert ask(server, shown, "Authorization: Bearer x") in {400, 401}
    assert ask(server, "Authorization: Bearer x", shown) in {400, 401}
    assert ask(server, shown, "X-API-ORG: harbour-hall", "X-API-ORG: other") in {400, 403}
    assert ask(server, shown, "X-API-ORG: other", "X-API-ORG: harbour-hall") in {400, 403}
    server.stop()
    with app.app_context():
        assert AccessToken.find(reader.token).grant.last_used_at is not None
        db.session.rollback()
