"""OpenID Connect as a client goes through it: the request, and verifying what comes back."""

from joserfc import jwt
from joserfc.jwk import KeySet

from app.models.values import clock
from tests.support import oauth_flow as flow
from tests.support.oauth_flow import App

EVERYTHING = "openid profile email"
ALGORITHMS = ["RS256", "EdDSA"]


def register(app, **metadata) -> App:
    """A client that may sign people in, and read events."""
    return flow.register(app, **{"scopes": f"{EVERYTHING} offline_access events:read", **metadata})


def sign_in(app, client: App, email: str, **options) -> dict:
    """The token endpoint's answer after a sign-in with the client."""
    return flow.connect(app, client, email, **{"scope": "openid", **options})


def keys(app) -> KeySet:
    """The keys that verify, as published."""
    return KeySet.import_key_set(app.test_client().get("/oauth/jwks.json").json)


def read(app, token: str) -> dict:
    """The claims of a token that the published keys verify."""
    return jwt.decode(token, keys(app), algorithms=ALGORITHMS).claims


def accept(app, token: str, client: App, **more) -> dict:
    """The claims of an ID token as ``client`` accepts it (Core 3.1.3.7); raises JoseError."""
    claims = read(app, token)
    wanted = {"iss": "http://localhost", "aud": client.id, **more}
    rules = {name: {"essential": True, "value": value} for name, value in wanted.items()}
    jwt.JWTClaimsRegistry(clock.now, **rules, exp={"essential": True}).validate(claims)
    return claims
