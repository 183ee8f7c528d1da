"""Receipts: what was approved, as a page and as a file that others can check."""

import jwt
import pytest
from jwt import PyJWKSet

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.signing_keys import signing_key
from app.models.grants.grant import Grant
from app.models.housekeeping.grant_narrowing import remove_scope
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

BOTH = "events:read events:write"
EMAIL = "olivia@example.org"


@pytest.fixture
def connected(app, client):
    """An app that Olivia connected for 30 days, and the public id of the grant."""
    poster = flow.register(app, name="Poster Board", scopes=BOTH)
    flow.make_organizer(app, EMAIL)
    sign_in(client, EMAIL)
    flow.decide(client, poster, fields={"expires": "30d"})
    return poster, find_grant(app)[0]


def find_grant(app):
    """The id and the scopes of the only grant."""
    with app.app_context():
        grant = db.session.scalars(db.select(Grant)).one()
        return grant.public_id, grant.scopes


def verify(client, token, keys="/oauth/jwks.json"):
    """The claims, as PyJWT reads them with our published keys."""
    key_id = jwt.get_unverified_header(token)["kid"]
    published = PyJWKSet.from_dict(client.get(keys).json)
    return jwt.decode(token, published[key_id], algorithms=["RS256"])


def receipt_of(client, grant_id):
    answer = client.get(f"/account/apps/{grant_id}/receipt.jws")
    assert answer.status_code == 200
    assert answer.mimetype == "application/jose"
    return answer.text


def test_receipt_says_what_was_shown_and_approved_and_another_library_verifies_it(
    app, client, connected
):
    poster, grant_id = connected
    token = receipt_of(client, grant_id)
    claims = verify(client, token)
    assert jwt.get_unverified_header(token)["typ"] == "consent-receipt+jwt"
    assert claims["iss"] == "http://localhost"
    assert (claims["grant_id"], claims["client_id"]) == (grant_id, poster.id)
    assert (claims["client_name"], claims["scopes"]) == ("Poster Board", ["events:read"])
    assert claims["user"]["email"] == EMAIL
    assert [team["slug"] for team in claims["teams"]] == ["harbour-hall"]
    assert (claims["expires"], claims["expires_at"]) == ("30d", claims["approved_at"] + 2592000)
    shown = claims["shown"]
    assert shown["allows"][0]["title"] == "See this team's events"
    assert (shown["address"], shown["language"]) == (poster.redirect_uri, "en")
    assert shown["warnings"][0]["title"] == "This app has not been reviewed yet"
    page = client.get(f"/account/apps/{grant_id}/receipt").text
    assert "What you allowed" in page
    assert "Go on only if you know who made it." in page


def test_receipts_are_kept_as_they_were_whatever_happens_to_the_grant(app, client, connected):
    poster, grant_id = connected
    first = verify(client, receipt_of(client, grant_id))
    flow.decide(client, poster, scope=BOTH)
    second = verify(client, receipt_of(client, grant_id))
    assert (second["scopes"], second["scopes_after"]) == (BOTH.split(), BOTH.split())
    assert second["jti"] != first["jti"]
    with app.app_context():
        grant = db.session.scalars(db.select(Grant)).one()
        remove_scope(grant, "events:write", by=User.find_by_email(EMAIL))
        grant.revoke()
        db.session.commit()
    assert verify(client, receipt_of(client, grant_id)) == second
    old = client.get(f"/account/apps/{grant_id}/receipt.jws?id={first['jti']}").text
    assert verify(client, old) == first
    assert client.get(f"/account/apps/{grant_id}/receipt").text.count("Show receipt") == 1


def test_receipt_of_last_year_verifies_with_the_keys_for_receipts(app, client, connected, clock):
    _poster, grant_id = connected
    token = receipt_of(client, grant_id)
    with app.app_context():
        signing_key.rotate()
        db.session.commit()
    clock.advance(365 * 86_400)
    kid = jwt.get_unverified_header(token)["kid"]
    assert kid not in str(client.get("/oauth/jwks.json").json)
    assert verify(client, token, "/oauth/receipt-keys.json")["grant_id"] == grant_id
    with app.app_context():
        signing_key.replace_compromised()
        db.session.commit()
    assert kid not in str(client.get("/oauth/receipt-keys.json").json)


def test_receipt_is_its_users_alone(app, client, connected):
    _poster, grant_id = connected
    flow.make_organizer(app, "otto@example.org", "barn")
    other = app.test_client()
    sign_in(other, "otto@example.org")
    for path in ("receipt", "receipt.jws"):
        assert other.get(f"/account/apps/{grant_id}/{path}").status_code == 404
    assert client.get(f"/account/apps/{grant_id}/receipt.jws?id=rcp_x").status_code == 404
