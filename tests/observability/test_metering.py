"""Which answers are counted, and under whose name."""

import pytest

from app.extensions import db
from app.models.credentials import last_use
from app.models.credentials.access_token import AccessToken
from app.models.usage import usage
from app.models.usage.request_log import RequestLine
from app.models.usage.usage import UsageCounter
from tests.support.api import EVENTS, recorded_statements
from tests.support.factories import make_client

AN_HOUR = 3600


def lines(app):
    """Write what was counted; return the request log, oldest first."""
    with app.app_context():
        usage.flush()
        found = db.session.scalars(db.select(RequestLine).order_by(RequestLine.id)).all()
        db.session.expunge_all()
        return found


def counted(app):
    """Write what was counted; return how often each endpoint gave each status."""
    with app.app_context():
        usage.flush()
        rows = db.session.scalars(db.select(UsageCounter)).all()
        return {(row.endpoint, row.status): row.requests for row in rows}


@pytest.mark.both_databases
def test_call_is_counted_without_any_sql_and_written_later(app, reader):
    with recorded_statements(app) as statements:
        reader.get(EVENTS)
    assert not [sql for sql in statements if not sql.startswith("SELECT")]

    line = lines(app)[0]

    assert (line.method, line.path, line.status) == ("GET", EVENTS, 200)
    assert line.token_end == reader.token[-4:]
    assert 0 not in {line.client_id, line.grant_id, line.team_id}
    assert (line.error, line.description) == ("", "")
    assert counted(app) == {("api.list_events", 200): 1}


def test_refused_calls_say_why(app, reader, clock):
    reader.get("/api/v1/organizer/another/events")
    reader.get(f"{EVENTS}?limit=none")
    clock.advance(3 * AN_HOUR)  # the token ends
    answer = reader.get(EVENTS)

    found = lines(app)

    assert [(line.status, line.error) for line in found] == [
        (403, "access_denied"),
        (400, "invalid_request"),
        (401, "invalid_token"),
    ]
    assert found[-1].description == "The access token has expired. Refresh it."
    assert found[-1].request_id == answer.headers["X-Request-ID"]


def test_query_is_not_kept(app, reader):
    reader.client.get(f"/api/public/me?access_token={reader.token}")

    assert reader.token not in lines(app)[0].path


def test_strangers_are_not_counted(app, client):
    client.get(EVENTS)
    client.get(EVENTS, headers={"Authorization": "Bearer sd_at_nothing"})
    client.post("/oauth/token", data={"grant_type": "refresh_token", "client_id": "nobody"})
    client.get("/healthz")

    assert counted(app) == {}


def test_token_endpoint_counts_for_a_known_client_proved_or_not(app, client):
    with app.app_context():
        made, secret = make_client()
        client_id = made.client_id
        db.session.commit()
    given = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": client_id}
    for shown in (secret, "wrong"):
        client.post("/oauth/token", data={**given, "client_secret": shown})

    assert [(line.error, line.token_end) for line in lines(app)] == [
        ("invalid_grant", ""),
        ("invalid_client", ""),
    ]
    assert counted(app) == {("oauth.issue_token", 400): 1, ("oauth.issue_token", 401): 1}


def test_grant_knows_where_it_was_last_used_from(app, reader):
    reader.get(EVENTS, User_Agent="Poster/2")
    with app.app_context():
        last_use.flush()
        grant = AccessToken.find(reader.token).grant
        assert (grant.last_used_address, grant.last_used_agent) == ("127.0.0.1", "Poster/2")
