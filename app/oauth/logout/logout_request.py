"""The request of an app to sign its user out (RP-Initiated Logout 1.0 section 2)."""

from dataclasses import dataclass
from typing import Any

from app.models.clients.client import Client
from app.models.credentials import id_token
from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth.authorization.authorization_request import MAX_STATE, UntrustedRequestError
from app.oauth.errors import Refusal

# All others are dropped. logout_hint and ui_locales change nothing here.
PARAMETERS = frozenset(
    "client_id id_token_hint logout_hint post_logout_redirect_uri state ui_locales".split()
)


@dataclass(frozen=True)
class LogoutRequest:
    """A valid request. ``redirect_uri`` is registered for ``client``, which is usable."""

    client: Client | None = None
    subject: str | None = None  # the user of the ID token
    session: str | None = None  # and its session
    redirect_uri: str | None = None
    state: str | None = None

    @property
    def is_proved(self) -> bool:
        """Whether it came with an ID token, which only the app and its user have."""
        return self.subject is not None

    @property
    def redirects_strangers(self) -> bool:
        """Whether a browser without a session is sent to the app at once.

        Anyone can register an app and have an ID token of their own: a link with it could else send
        any browser there (RFC 9700 section 4.11.2).
        """
        return self.is_proved and self.client is not None and self.client.is_vouched_for


def read(parameters: dict[str, str]) -> LogoutRequest:
    """The request; raises UntrustedRequestError, which ends no session and redirects nowhere."""
    claims = _read_hint(parameters.get("id_token_hint"))
    client = _find_client(parameters, claims)
    uri, state = parameters.get("post_logout_redirect_uri"), parameters.get("state")
    if uri is not None and (client is None or uri not in client.post_logout_redirect_uris.split()):
        differs = because(Reason.LOGOUT_URI_DIFFERS, sent=uri)
        cause = Refusal("invalid_request", "post_logout_redirect_uri is not registered.", differs)
        raise UntrustedRequestError("logout_uri", client=client, cause=cause)
    if state is not None and len(state) > MAX_STATE:
        raise UntrustedRequestError("logout_malformed", client=client)
    if client is not None and not client.is_usable:
        uri = None
    return LogoutRequest(client, claims.get("sub"), claims.get("sid"), uri, state)


def _read_hint(hint: str | None) -> dict[str, Any]:
    """The claims of an ID token of ours, which may have expired; {} without one."""
    if hint is None:
        return {}
    claims = id_token.read(hint)
    if claims is None:
        raise UntrustedRequestError("logout_hint")
    return claims


def _find_client(parameters: dict[str, str], claims: dict[str, Any]) -> Client | None:
    """The app that the ID token was issued to, or that names itself; both have to agree."""
    named, audience = parameters.get("client_id"), claims.get("aud")
    if named is not None and audience is not None and named != audience:
        raise UntrustedRequestError("logout_hint", client=Client.find(named))
    client_id = audience or named
    if client_id is None:
        return None
    client = Client.find(client_id)
    if client is None:
        raise UntrustedRequestError("logout_malformed")
    return client
