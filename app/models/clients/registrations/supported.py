"""What clients may register, and the server's metadata advertises: each list is written once."""

from app.models.clients.client_profile import PROFILES
from app.models.clients.client_protocol import DEVICE_CODE
from app.models.values import scopes

GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials", DEVICE_CODE)
RESPONSE_TYPES = ("code",)
SECRET_METHODS = ("client_secret_basic", "client_secret_post")
AUTH_METHODS = (*SECRET_METHODS, "none", "private_key_jwt")
# Asymmetric ones only: there is no secret that both sides could read (RFC 8725 section 3.1).
SIGNING_ALGS = ("RS256", "PS256", "ES256", "EdDSA")
# The name that RFC 9864 gives to EdDSA with Ed25519, which newer libraries send.
ALG_SYNONYMS = {"Ed25519": "EdDSA"}
ID_TOKEN_ALGS = ("RS256", "EdDSA")
SUBJECT_TYPES = ("public",)
APPLICATION_TYPES = ("web", "native")

# What a client may ask for that names no scopes; of later scopes only those that exist.
_OF_PEOPLE = ("openid", "profile", "email", "offline_access")


def usual_scopes() -> frozenset[str]:
    """The ceiling of a client that registers itself and names no scope."""
    names = {*scopes.parse(PROFILES["standard"].scopes), *_OF_PEOPLE}
    return frozenset(names & scopes.SCOPES.keys())
