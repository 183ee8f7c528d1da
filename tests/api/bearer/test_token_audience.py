"""Access tokens for one resource at the API: they work there and nowhere else (RFC 8707)."""

import pytest

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import Grant
from tests.support.api import EVENTS
from tests.support.factories import make_client, make_event, make_grant, make_team, make_user

SITE, API = "http://localhost", "http://localhost/api/v1"
SCOPES = "events:read profile:read public crm_read tickets:read openid email"
OF_API = ["/api/v1/me", EVENTS, f"{EVENTS}/changes", "/api/v1/teams"]
OF_SITE = ["/api/public/me", "/v2/organizations", "/v2/bookings", "/api/public/tickets"]
OF_TOKEN = ["/oauth/token/info", "/oauth/userinfo"]


@pytest.fixture
def make_token(app):
    """Makes a committed access token with an audience."""
    with app.app_context():
        owner = make_user("olivia@example.org")
        team = make_team(owner, name="Harbour Hall", slug="harbour-hall")
        make_event(team, "One")
        client, _secret = make_client(scopes=SCOPES)
        grant = make_grant(client, owner, team, scopes=SCOPES)
        db.session.commit()
        grant_id = grant.id

    def make(audience):
        with app.app_context():
            grant = db.session.get(Grant, grant_id)
            _row, text = AccessToken.issue(
                grant, scopes=grant.scopes, lifetime=7200, audience=audience
            )
            db.session.commit()
            return text

    return make


def call(client, token, path, **options):
    return client.get(path, headers={"Authorization": f"Bearer {token}"}, **options)


@pytest.mark.parametrize("audience", [None, "/", "/ /api/v1"])
def test_token_for_the_whole_site_works_everywhere(client, make_token, audience):
    token = make_token(audience)
    paths = [*OF_API, *OF_SITE, *OF_TOKEN]
    assert [call(client, token, path).status_code for path in paths] == [200] * len(paths)


def test_token_for_the_api_works_below_it(client, make_token):
    token = make_token("/api/v1")
    assert [call(client, token, path).status_code for path in OF_API] == [200] * len(OF_API)


@pytest.mark.parametrize("path", OF_SITE)
def test_token_for_the_api_is_refused_elsewhere(client, make_token, path):
    answer = call(client, make_token("/api/v1"), path)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
    description = f"The access token is only for {API}."
    assert answer.json["error_description"] == description
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="invalid_token"' in challenge
    assert f'error_description="{description}"' in challenge
    assert f'resource_metadata="{SITE}/.well-known/oauth-protected-resource"' in challenge


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_written_elsewhere(client, make_token, method):
    path = "/api/event" if method != "delete" else "/api/event/1"
    headers = {"Authorization": f"Bearer {make_token('/api/v1')}"}
    assert getattr(client, method)(path, headers=headers).status_code == 401


@pytest.mark.parametrize("path", OF_TOKEN)
def test_every_token_tells_of_itself_and_who_signed_in(client, make_token, path):
    assert call(client, make_token("/api/v1"), path).status_code == 200


def test_hot_path_without_an_audience_does_not_look(client, make_token, monkeypatch):
    monkeypatch.setattr("app.api.bearer.token_audience.check", None)  # calling it would fail
    assert call(client, make_token(None), EVENTS).status_code == 200
