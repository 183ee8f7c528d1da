"""The direct token: Kagibag sends the token itself in the redirect (docs/dialects/kagibag.md).

A link without ``client_id`` but with ``client_name`` requests it. Its redirect URI is the app's
only identity and must be registered for this, unless the operator allows unregistered apps. One
team, read only, consent every time.
"""

from app.config import settings
from app.models.clients import client_metadata, client_search, redirect_uri
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.models.values.errors import ValidationError
from app.oauth import resource_indicators
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.errors import Refusal

MAX_STATE = 2000  # characters
SCOPES = frozenset({"events:read"})  # whatever is requested


def is_requested(parameters: dict[str, str]) -> bool:
    """Whether the request is for a direct token rather than for a code."""
    return "client_name" in parameters and not parameters.keys() & {"client_id", "response_type"}


def identify(parameters: dict[str, str]) -> Target:
    """The client and its redirect URI; raises UntrustedRequestError."""
    uri, name = parameters.get("redirect_uri", ""), parameters["client_name"]
    if settings().direct_token == "off" or len(parameters.get("state", "")) > MAX_STATE:
        raise UntrustedRequestError("malformed")
    client = client_search.find_by_direct_uri(uri) if redirect_uri.is_well_formed(uri) else None
    if settings().direct_token == "open" and (client is None or not _decides(client, uri)):
        client = _unregistered(name, uri)
    if client is None:
        raise UntrustedRequestError("direct_uri", sent=uri)
    if not client.is_usable:
        raise UntrustedRequestError(f"client_{client.status}", client=client)
    return Target(client, uri, True, parameters.get("state"), calls_itself=name[:80])


def check(target: Target, parameters: dict[str, str]) -> AuthorizationRequest:
    """The rest of the request; raises Refusal, sent to the app if its address is registered."""
    # A token in a redirect cannot be bound to a key.
    if not target.client.direct_token or target.client.dpop_bound_access_tokens:
        off = because(Reason.DIRECT_TOKEN_OFF)
        raise Refusal("access_denied", "The direct token flow is off for this app.", off)
    if not target.state:
        stateless = because(Reason.PARAMETER_MISSING, parameter="state")
        raise Refusal("invalid_request", "state is required", stateless)
    return AuthorizationRequest(
        target=target,
        scopes=SCOPES,
        code_challenge=None,
        prompts=frozenset({"consent"}),
        team_hint=parameters.get("team"),
        audience=resource_indicators.read(parameters),
        direct=True,
    )


def issue(grant: Grant, audience: str | None = None) -> list[tuple[str, str]]:
    """A token and its feed, as redirect parameters in their documented order.

    The token reads, also where the user allowed the app more by another flow.
    """
    base, names = settings().public_url, scopes.dump(SCOPES)
    return [
        ("token", AccessToken.issue_direct(grant, scopes=names, audience=audience)),
        ("event_feed_url", f"{base}/api/v1/organizer/{grant.teams[0].slug}/events"),
    ]


def not_an_organizer() -> Refusal:
    """The error for a user who has no team to share."""
    return Refusal("access_denied", "The account is not an organizer.", because(Reason.NO_TEAM))


def _decides(client: Client, uri: str) -> bool:
    """Whether ``client`` speaks for ``uri``; else anyone could close it to the app behind it."""
    return client.direct_token or client.is_reviewed or client.has_proven(uri)


def _unregistered(name: str, uri: str) -> Client:
    try:
        redirect_uri.validate(uri, allow_http=settings().allow_http_redirects)
        checked = client_metadata.check_name(name)
    except ValidationError:
        raise UntrustedRequestError("malformed") from None
    return Client.unregistered(checked, uri)
