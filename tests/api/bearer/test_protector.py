"""Who is let in, and how the API says no (RFC 6750)."""

import pytest
from flask import jsonify
from sqlalchemy import text

from app.api.bearer.protector import require
from app.extensions import csrf, db
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import Grant
from app.models.teams.membership import Role
from app.models.teams.team import Team
from app.models.values.scopes import Permission
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.factories import join, make_grant, make_team, make_tokens, make_user

ME = "/api/v1/me"


@pytest.fixture
def eventpop(app, reader):
    """A reader whose client may put its token into the query."""
    with app.app_context():
        return make_reader(app, Team.find("harbour-hall"), profile="eventpop", scopes="public")


METADATA = 'resource_metadata="http://localhost/.well-known/oauth-protected-resource/api/v1"'


@pytest.fixture
def echo(app):
    """The address of a route that takes POST, as the dialects' routes do."""

    @require(Permission.READ_PROFILE)
    def echo():
        return jsonify(ok=True)

    app.add_url_rule("/api/v1/echo", view_func=csrf.exempt(echo), methods=["POST"])
    return "/api/v1/echo"


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", "Bearer", "Bearer ", "Digest x=1,y=2"])
def test_without_a_token_the_challenge_has_no_error_code(client, reader, header):
    answer = client.get(EVENTS, headers=None if header is None else {"Authorization": header})
    assert_problem(answer, 401, "unauthorized")
    challenge = answer.headers["WWW-Authenticate"]
    assert challenge == f'Bearer realm="Stagedoor", scope="events:read", {METADATA}'
    assert "error" not in challenge


@pytest.mark.parametrize(
    "token", ["x", "sd_at_" + "a" * 47, "a b", "é", "\xff", "a" * 8000, "%00", "<script>"]
)
def test_unusable_token_is_invalid(client, reader, token):
    answer = client.get(EVENTS, headers={"Authorization": f"Bearer {token}"})
    assert_problem(answer, 401, "invalid_token")
    assert 'realm="Stagedoor", error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert "script" not in answer.text.replace("description", "")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer"])
def test_scheme_has_no_case(client, reader, scheme):
    answer = client.get(ME, headers={"Authorization": f"{scheme} {reader.token}"})
    assert answer.status_code == 200


def test_two_authorization_headers_are_refused(client, reader):
    twice = [("Authorization", f"Bearer {reader.token}")] * 2
    answer = client.get(ME, headers=twice)
    assert_problem(answer, 400, "invalid_request")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "end",
    [
        lambda token: token.revoke(),
        lambda token: token.grant.revoke(),
        lambda token: token.grant.client.suspend("spam"),
        lambda token: token.grant.user.disable(),
    ],
    ids=["token revoked", "grant revoked", "client suspended", "person disabled"],
)
def test_token_stops_at_the_next_request(app, reader, end):
    assert reader.get(EVENTS).status_code == 200
    with app.app_context():
        end(AccessToken.find(reader.token))
        db.session.commit()
    assert_problem(reader.get(EVENTS), 401, "invalid_token")


def test_token_expires(reader, clock):
    clock.advance(7201)
    answer = reader.get(EVENTS)
    assert_problem(answer, 401, "invalid_token")
    assert answer.json["detail"] == "The access token has expired. Refresh it."


def test_missing_scope_is_named(app, reader):
    with app.app_context():
        narrow = make_reader(app, Team.find("harbour-hall"), scopes="profile:read")
    answer = narrow.get(EVENTS)
    assert_problem(answer, 403, "insufficient_scope")
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="events:read"' in challenge
    assert answer.json["detail"] == "The access token lacks the scope events:read."


@pytest.mark.parametrize(
    ("path", "method", "scope", "resource"),
    [
        (EVENTS, "GET", "events:read", "/api/v1"),
        (EVENTS, "POST", "events:write", "/api/v1"),
        ("/api/v1/me", "GET", "profile:read", "/api/v1"),
        ("/api/v1/tickets", "GET", "tickets:read", "/api/v1"),
        ("/api/v1/teams", "GET", "events:read", "/api/v1"),
        ("/api/event", "POST", "events:write", ""),
        ("/v2/organizations", "GET", "crm_read", ""),
        ("/oauth/token/info", "GET", "events:read", ""),
    ],
)
def test_challenge_names_the_smallest_scope_and_the_metadata(client, path, method, scope, resource):
    """RFC 6750 section 3, RFC 9728 section 5.1."""
    challenge = client.open(path, method=method).headers["WWW-Authenticate"]
    assert f'scope="{scope}"' in challenge
    place = f"/.well-known/oauth-protected-resource{resource}"
    assert f'resource_metadata="http://localhost{place}"' in challenge
    assert client.get(place).json["resource"] == f"http://localhost{resource}"


def test_refused_team_is_told_what_would_do_like_any_other(app, reader):
    with app.app_context():
        make_team(slug="night-owl")
        db.session.commit()
    challenges = {
        reader.get(f"/api/v1/organizer/{slug}/events").headers["WWW-Authenticate"]
        for slug in ("night-owl", "no-such-team")
    }
    assert len(challenges) == 1
    assert 'error="access_denied"' in challenges.pop()


def test_token_in_the_query_is_for_clients_that_may(eventpop, client):
    """Case 23."""
    answer = client.get(f"{ME}?access_token={eventpop.token}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_token_in_the_query_of_another_client_is_refused(reader, client):
    """Case 26."""
    assert_problem(client.get(f"{ME}?access_token={reader.token}"), 400, "invalid_request")
    both = reader.get(f"{ME}?access_token={reader.token}")
    assert_problem(both, 400, "invalid_request")


def test_bad_token_in_the_query_is_invalid(client):
    assert_problem(client.get(f"{ME}?access_token=x"), 401, "invalid_token")


def test_same_token_twice_is_accepted_and_another_is_not(eventpop, reader):
    """Case 25."""
    assert eventpop.get(f"{ME}?access_token={eventpop.token}").status_code == 200
    other = eventpop.get(f"{ME}?access_token={reader.token}")
    assert_problem(other, 400, "invalid_request")
    twice = f"access_token={eventpop.token}&access_token={eventpop.token}"
    assert_problem(eventpop.get(f"{ME}?{twice}"), 400, "invalid_request")


def test_token_in_a_body_is_for_post_only(eventpop, reader, client, echo):
    """Case 24."""
    form = {"access_token": eventpop.token}
    assert client.post(echo, data=form).status_code == 200
    assert client.post(echo, data=form).headers["Cache-Control"] == "no-store"
    assert client.post(echo, json=form).status_code == 200
    assert_problem(client.post(echo, json=[eventpop.token]), 401, "unauthorized")
    assert_problem(client.get(ME, data=form), 401, "unauthorized")
    assert_problem(client.post(f"{echo}?access_token={eventpop.token}"), 400, "invalid_request")
    refused = client.post(echo, data={"access_token": reader.token})
    assert_problem(refused, 400, "invalid_request")


def test_answer_to_a_token_in_the_query_holds_no_credential(app, reader, client):
    with app.app_context():
        team = Team.find("harbour-hall")
        open_reader = make_reader(app, team, profile="eventpop", scopes="events:read")
    answer = client.get(f"{EVENTS}?limit=1&access_token={open_reader.token}")
    assert answer.status_code == 200
    assert open_reader.token not in answer.text + str(answer.headers)


def test_viewer_reads_and_may_not_write(app, reader):
    @require(Permission.WRITE_EVENTS)
    def write(team):
        return team.slug

    app.add_url_rule("/api/v1/write/<team>", view_func=write)
    with app.app_context():
        team = Team.find("harbour-hall")
        viewer = make_user()
        join(team, viewer, Role.VIEWER)
        made = AccessToken.find(reader.token).grant.client
        grant = make_grant(made, viewer, team, scopes="events:write")
        reader.token = make_tokens(grant)[0]
        db.session.commit()
    assert reader.get(EVENTS).status_code == 200
    assert_problem(reader.get("/api/v1/write/harbour-hall"), 403, "access_denied")


def test_token_of_an_app_itself_has_no_profile(app, reader):
    with app.app_context():
        grant = AccessToken.find(reader.token).grant
        own = Grant(client=grant.client, user=None, team_key="", scopes="profile:read")
        _row, reader.token = AccessToken.issue(own, scopes="profile:read", lifetime=60)
        db.session.commit()
    assert_problem(reader.get(ME), 403, "access_denied")


def test_me_is_the_person(reader):
    answer = reader.get(ME)
    assert list(answer.json) == ["id", "name", "email", "locale", "timezone"]
    assert answer.json["name"] == "Ana Rossi"
    assert answer.json["id"].startswith("usr_")


def test_unknown_address_and_wrong_method_are_problems(reader, client):
    assert_problem(client.get("/api/v1/nothing"), 404, "not_found")
    answer = client.delete("/api/v1/me")
    assert_problem(answer, 405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_method_override_is_ignored(reader):
    answer = reader.get(f"{EVENTS}/one", X_HTTP_Method_Override="DELETE")
    assert answer.status_code == 200
    assert reader.get(f"{EVENTS}/one").status_code == 200


def test_api_sets_no_cookie(reader):
    answer = reader.get(EVENTS)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_database_that_fails_is_a_503(app, reader):
    with app.app_context():
        db.session.execute(text("ALTER TABLE access_token RENAME TO hidden"))
        db.session.commit()
    answer = reader.get(EVENTS)
    assert_problem(answer, 503, "temporarily_unavailable")
    assert answer.headers["Retry-After"]
    assert "access_token" not in answer.text
