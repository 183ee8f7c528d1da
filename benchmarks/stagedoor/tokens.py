"""The endpoints that clients call by themselves."""

from benchmarks import operations
from benchmarks.http_request import get, post_form
from benchmarks.installation.installation import Installation
from benchmarks.peers.oauth_requests import Endpoints, consent_path, endpoint_requests
from benchmarks.side import MakeRequests, repeat

ENDPOINTS = Endpoints("/oauth/token", "/oauth/introspect", "/oauth/revoke", "/oauth/authorize")


def token_requests(installation: Installation) -> dict[str, MakeRequests]:
    """The requests of each operation on tokens, and of the consent page."""
    filled = vars(installation)
    partner = {"client_id": filled["partner_id"], "client_secret": filled["partner_secret"]}
    body = {"grant_type": "client_credentials", **partner}
    consent = consent_path("/oauth/authorize", installation.partner_id)
    return endpoint_requests(ENDPOINTS, filled) | {
        # The partner's scopes are those of its profile.
        operations.CLIENT_CREDENTIALS: repeat(post_form("/oauth/token", body)),
        # The other app is authorized already: it would be sent back without a question.
        operations.CONSENT: repeat(get(consent, cookie=installation.cookie)),
    }
