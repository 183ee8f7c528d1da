"""The userinfo endpoint: what the token's scopes cover, live, by GET and POST."""

import pytest
from werkzeug.http import parse_options_header

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from tests.support import oauth_flow as flow
from tests.support import openid

pytestmark = [pytest.mark.both_databases, pytest.mark.filterwarnings("ignore:EdDSA")]

HERE = "/oauth/userinfo"
EMAIL = "olivia@example.org"


@pytest.fixture
def poster(app):
    """A client of OpenID Connect, and a user."""
    flow.make_organizer(app, EMAIL)
    return openid.register(app)


def ask(app, token, method="GET"):
    return app.test_client().open(HERE, method=method, headers={"Authorization": f"Bearer {token}"})


def obtain(app, poster, scope):
    return openid.sign_in(app, poster, EMAIL, scope=scope)["access_token"]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("openid", set()),
        ("openid profile", {"name", "locale", "zoneinfo"}),
        ("openid email", {"email", "email_verified"}),
    ],
)
def test_claims_are_those_of_the_scopes(app, poster, scope, names):
    answer = ask(app, obtain(app, poster, scope))
    assert answer.json.keys() == {"sub"} | names
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert answer.json["sub"] == User.find_by_email(EMAIL).public_id


def test_token_is_taken_from_the_header_and_from_a_form(app, poster):
    token = obtain(app, poster, "openid profile")
    whole = ask(app, token).json
    assert ask(app, token, "POST").json == whole
    machine = app.test_client()
    assert machine.post(HERE, data={"access_token": token}).json == whole
    # Addresses are logged and kept (RFC 9700 section 4.3.2).
    assert machine.get(HERE, query_string={"access_token": token}).status_code == 400
    assert machine.post(HERE, json={"access_token": token}).status_code == 400


@pytest.mark.parametrize("scope", ["events:read", "email", "profile email"])
def test_token_without_openid_is_told_what_is_missing(app, poster, scope):
    answer = ask(app, obtain(app, poster, scope))
    assert answer.status_code == 403
    _kind, attributes = parse_options_header(answer.headers["WWW-Authenticate"].replace(" ", "; "))
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert 'scope="openid"' in answer.headers["WWW-Authenticate"]


def test_token_with_only_openid_reads_no_events_and_no_profile(app, poster):
    token = obtain(app, poster, "openid profile email offline_access")
    for path in ("/api/v1/organizer/harbour-hall/events", "/api/v1/me", "/api/v1/tickets"):
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 403, path


def test_unknown_or_missing_token_is_challenged(app):
    for answer in (ask(app, "sd_at_nonsense"), app.test_client().get(HERE)):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_claims_are_those_of_this_moment(app, poster):
    token = obtain(app, poster, "openid profile email")
    with app.app_context():
        user = User.find_by_email(EMAIL)
        user.name, user.verified_at = "Olivia Neri", None
        db.session.commit()
    claims = ask(app, token).json
    assert claims["name"] == "Olivia Neri"
    # An address that is not proved is told to no app: clients take it for the person's.
    assert not {"email", "email_verified"} & claims.keys()


def test_end_of_the_grant_ends_it(app, poster):
    token = obtain(app, poster, "openid")
    with app.app_context():
        db.session.query(Grant).one().revoke()
        db.session.commit()
    assert ask(app, token).status_code == 401


@pytest.mark.parametrize("alg", ["RS256", "EdDSA"])
def test_answer_is_signed_for_a_client_that_registered_it(app, poster, alg):
    token = obtain(app, poster, "openid email")
    with app.app_context():
        Client.find(poster.id).userinfo_signed_response_alg = alg
        db.session.commit()
    answer = ask(app, token)
    assert answer.mimetype == "application/jwt"
    claims = openid.read(app, answer.text)
    assert (claims["iss"], claims["aud"]) == ("http://localhost", poster.id)
    assert claims["email"] == EMAIL
