"""The device at the entrance checks guests in over the API."""

import importlib.util
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models.teams.membership import Membership
from app.models.tickets.booking_terms import BookingTerms
from tests.support.factories import make_client, make_event, make_grant, make_team, make_tokens

SCRIPT = Path("examples/scanner/scanner.py")


@pytest.fixture
def scanner(app, monkeypatch):
    """The example, which reaches the application instead of a server."""
    spec = importlib.util.spec_from_file_location("scanner", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr("sys.argv", ["scanner.py"])
    spec.loader.exec_module(module)

    def urlopen(request, timeout):
        path = urlsplit(request.full_url).path
        headers = dict(request.header_items())
        sent = {"headers": headers, "data": request.data, "method": request.get_method()}
        answer = app.test_client().open(path, **sent)
        if answer.status_code >= 400:
            body = BytesIO(answer.data)
            raise HTTPError(request.full_url, answer.status_code, "", answer.headers, body)
        return BytesIO(answer.data)

    monkeypatch.setattr(module, "urlopen", urlopen)
    return module


def test_device_lets_a_guest_in_once(app, scanner):
    with app.app_context():
        team = make_team(slug="harbour-hall")
        event = make_event(team, "Night")
        _ticket, code = BookingTerms.add_guest(event, email="n@example.org", name="Nina")
        client, _secret = make_client(scopes="guests:write")
        owner = Membership.list_of(team)[0].user
        grant = make_grant(client, owner, team, scopes="guests:write")
        token, _refresh = make_tokens(grant)
        db.session.commit()
    proof = {"Authorization": f"Bearer {token}"}
    assert scanner.check_in("harbour-hall/night", code, proof) == "OK  Nina"
    assert scanner.check_in("harbour-hall/night", code, proof).startswith(
        "NO  This ticket was used"
    )
    assert scanner.check_in("harbour-hall/night", "../x", proof).startswith("NO  ")
