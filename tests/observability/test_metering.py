"""Which answers are counted, and under whose name."""

import pytest

from app.extensions import db
from app.models.credentials import last_use
from app.models.credentials.access_token import AccessToken
from app.models.usage import usage
from app.models.usage.request_log import CLAIMS_A_MINUTE, RequestLine
from app.models.usage.usage import UsageCounter
from app.models.values import secret
from tests.support.api import EVENTS, recorded_statements
from tests.support.factories import make_client, make_user
from tests.support.people import sign_in

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


def test_line_has_query_and_headers_without_credentials(app, reader):
    reader.get(f"{EVENTS}?limit=5&access_token={reader.token}")
    line = lines(app)[0]
    assert line.query == "limit=5&access_token=[hidden]"
    assert line.headers["Authorization"] == f"Bearer sd_at_…{reader.token[-4:]}"
    assert line.proven


def test_refused_token_request_that_only_names_the_app_is_marked(app):
    with app.app_context():
        client_id = make_client()[0].client_id
        db.session.commit()
    data = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": "wrong"}
    app.test_client().post("/oauth/token", data=data)
    (line,) = lines(app)
    assert (line.path, line.error, line.proven) == ("/oauth/token", "invalid_client", False)


@pytest.fixture
def ask(app, client):
    """Send the app's broken authorization request, signed in; its parameters can be changed."""
    with app.app_context():
        row, _secret = make_client(make_user("dev@example.org"))
        db.session.commit()
        query = {"client_id": row.client_id, "response_type": "bogus", "state": "hunter2"}
        query["redirect_uri"] = row.registered_uris()[0]
    sign_in(client, "dev@example.org")
    return lambda **changes: client.get("/oauth/authorize", query_string={**query, **changes})


@pytest.mark.both_databases
def test_refused_authorization_request_has_a_line_and_no_count(app, ask):
    ask()
    ask(client_id=secret.generate(secret.Kind.CLIENT_ID))
    (line,) = lines(app)
    assert (line.endpoint, line.proven) == ("oauth.ask_consent", False)
    assert line.error == "unsupported_response_type"
    assert "response_type=bogus" in line.query
    assert "hunter2" not in line.query
    assert counted(app) == {}


def test_claims_do_not_fill_an_apps_log(app, ask):
    for _time in range(CLAIMS_A_MINUTE + 3):
        ask()
    assert len(lines(app)) == CLAIMS_A_MINUTE
