"""The authorization request, checked in the one safe order (RFC 6749 section 4.1.1).

First the client and its redirect URI: until they are known to belong together, nothing is
redirected. Every other error may be sent to the client.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from authlib.oauth2.rfc6749.errors import OAuth2Error

from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.registrations import client_document
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.credentials.pushed_request import URN
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.grants import consent_facts
from app.models.grants.consent_facts import ConsentFacts
from app.models.grants.grant import Grant
from app.models.values import clock, scopes
from app.models.values.claims_request import ClaimsRequest
from app.oauth import client_documents, resource_indicators, token_binding
from app.oauth.authorization import grant_request
from app.oauth.authorization.grant_request import GrantRequest
from app.oauth.client_documents import DocumentError
from app.oauth.errors import Refusal, missing
from app.oauth.flow_reports import of_scope
from app.oauth.openid import account_choice, openid_request
from app.oauth.requests import ParameterRequest
from app.oauth.server import server

MAX_STATE = 4_000  # characters
PROMPTS = frozenset({"none", "login", "consent", "select_account"})
MAX_DIGITS = 10  # of a number of seconds
# All others are dropped (RFC 6749 section 3.1), so that they are neither shown nor forwarded.
PARAMETERS = frozenset(
    """claims client_id client_name code_challenge code_challenge_method dpop_jkt grant_id
    grant_management_action id_token_hint login_hint max_age nonce prompt redirect_uri
    request request_uri resource response_mode response_type scope state team
    ui_locales""".split()
)


class UntrustedRequestError(Exception):
    """A request that is answered to the user; ``reason`` is a code, ``client`` the app if known.

    ``cause`` is the error that the app is not told. The page links to ``go_on``, a page of ours, or
    to ``back``, the app's own address with the error.
    """

    def __init__(
        self,
        reason: str,
        *,
        client: Client | None = None,
        sent: str = "",
        cause: OAuth2Error | None = None,
        status: int = 400,
        go_on: str | None = None,
        back: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.client, self.sent, self.cause = reason, client, sent, cause
        self.status, self.go_on, self.back = status, go_on, back


@dataclass(frozen=True)
class Target:
    """Where the response goes: a usable client and one of its registered addresses."""

    client: Client
    redirect_uri: str
    redirect_uri_given: bool
    state: str | None
    calls_itself: str | None = None  # the name of an app that is shown by its host


@dataclass(frozen=True)
class WaitingDevice:
    """A device that waits for the decision, and the code that it shows (RFC 8628)."""

    authorization: DeviceAuthorization
    code: str


@dataclass(frozen=True)
class AuthorizationRequest:
    """A valid request that awaits the user's decision."""

    target: Target
    scopes: frozenset[str]
    code_challenge: str | None
    prompts: frozenset[str]
    team_hint: str | None
    max_age: int | None = None  # seconds since the password was typed, at most
    dpop_jkt: str | None = None  # thumbprint of the key to which the code is bound (RFC 9449)
    audience: str | None = None  # of the tokens, at most (RFC 8707)
    direct: bool = False  # the response carries the token itself
    pushed: str | None = None  # the request_uri under which it was pushed (RFC 9126)
    nonce: str | None = None
    claims: ClaimsRequest = openid_request.NOTHING
    management: GrantRequest | None = None  # what it does to a grant that it names
    hinted_user: str | None = None  # whom the app's ID token names
    device: WaitingDevice | None = None  # which learns the decision; there is no redirect

    @property
    def client(self) -> Client:
        """The client that sent it."""
        return self.target.client

    def with_stored_client(self) -> "AuthorizationRequest":
        """The same request by the client's row, made now for one that a document describes."""
        if not self.client.is_documented:
            return self
        return replace(self, target=replace(self.target, client=client_document.store(self.client)))

    @property
    def earliest_sign_in(self) -> int | None:
        """Before when a sign-in is too old for it, in epoch seconds; None for any."""
        limit = 0 if "login" in self.prompts else self.max_age
        return None if limit is None else clock.now() - limit

    def facts(self, user: User) -> ConsentFacts:
        """What the consent page says to ``user``; read once for a request."""
        return self._read(user)[0]

    def live_grants(self, user: User) -> list[Grant]:
        """What ``user`` allows the client now, last approved first; read once for a request."""
        return [grant for grant in self._read(user)[1] if grant.is_live]

    def _read(self, user: User) -> tuple[ConsentFacts, list[Grant]]:
        if user.id not in self._read_of:
            self._read_of[user.id] = consent_facts.read(self.client, user, self.target.redirect_uri)
        return self._read_of[user.id]

    @cached_property
    def _read_of(self) -> dict[int, tuple[ConsentFacts, list[Grant]]]:
        return {}

    @property
    def needs_team(self) -> bool:
        """Whether the user has to choose a team."""
        return scopes.need_team(self.scopes)


def identify(parameters: dict[str, str]) -> Target:
    """The client and its redirect URI; raises UntrustedRequestError."""
    client = _find_client(parameters.get("client_id", ""))
    if client is None:
        raise UntrustedRequestError("unknown_client")
    if not client.is_usable:
        raise UntrustedRequestError(f"client_{client.status}", client=client)
    requested = parameters.get("redirect_uri")
    redirect_uri = client.match_redirect_uri(requested)
    if redirect_uri is None:
        raise UntrustedRequestError("redirect_uri", client=client, sent=requested or "")
    name = client.name if client.is_documented else None
    return Target(client, redirect_uri, requested is not None, parameters.get("state"), name)


def _find_client(client_id: str) -> Client | None:
    try:
        return client_documents.find(client_id)
    except DocumentError as error:
        raise UntrustedRequestError("client_document", cause=error.cause) from None


def check(request: ParameterRequest, target: Target) -> AuthorizationRequest:
    """The rest of the request; raises OAuth2Error to be sent to ``target``."""
    parameters = request.parameters
    _refuse_unsupported(parameters)
    _check_state(parameters, target)
    audience = resource_indicators.read(parameters)
    # Authlib decides on response type, scope and PKCE (its extension is in grant_types).
    request.trusted_redirect_uri = target.redirect_uri
    try:
        server.get_consent_grant(request)
    except OAuth2Error as error:
        if error.error == "invalid_scope":
            error.diagnosis = of_scope(target.client, parameters.get("scope"))
        raise
    claims = openid_request.read_claims(parameters)
    return AuthorizationRequest(
        target=target,
        scopes=openid_request.widen(scopes.parse(request.scope), claims, target.client),
        code_challenge=parameters.get("code_challenge"),
        prompts=read_prompts(parameters),
        team_hint=parameters.get("team"),
        pushed=parameters.get("request_uri"),
        max_age=read_max_age(parameters, target.client.default_max_age),
        nonce=openid_request.read_nonce(parameters),
        claims=claims,
        dpop_jkt=token_binding.read_thumbprint(parameters),
        audience=audience,
        management=grant_request.read(parameters, target.client),
        hinted_user=account_choice.read_hint(parameters, target.client),
    )


def read_prompts(parameters: dict[str, str]) -> frozenset[str]:
    """The values of ``prompt``; ``none`` cannot be combined.

    Unknown ones are refused, as Initiating User Registration 1.0 (prompt=create) recommends.
    """
    prompts = frozenset(parameters.get("prompt", "").split())
    if not prompts <= PROMPTS:
        raise Refusal("invalid_request", f"prompt must be among: {' '.join(sorted(PROMPTS))}.")
    if "none" in prompts and len(prompts) > 1:
        raise Refusal("invalid_request", "prompt=none cannot be combined.")
    return prompts


def read_max_age(parameters: dict[str, str], default: int | None = None) -> int | None:
    """The value of ``max_age`` in seconds (OpenID Connect Core section 3.1.2.1)."""
    text = parameters.get("max_age")
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > MAX_DIGITS:
        raise Refusal("invalid_request", "max_age must be a number of seconds.")
    return int(text)


def check_state_length(parameters: dict[str, str]) -> None:
    """Refuse a ``state`` that is too long, the part of a request that apps make longest."""
    if len(parameters.get("state", "")) > MAX_STATE:
        raise Refusal("invalid_request", f"state has more than {MAX_STATE} characters.")


def _refuse_unsupported(parameters: dict[str, str]) -> None:
    for name in ("request", "request_uri"):
        # One of ours was resolved before; no other is ever fetched.
        if name in parameters and not parameters[name].startswith(URN):
            unsupported = because(Reason.PARAMETER_UNSUPPORTED, parameter=name)
            text = f"The parameter {name} is not supported. Send the parameters in the query."
            raise Refusal(f"{name}_not_supported", text, unsupported)
    if parameters.get("response_mode", "query") != "query":
        raise Refusal("invalid_request", "Only response_mode=query is supported.")
    if "response_type" not in parameters:
        raise missing("response_type")
    if parameters["response_type"] != "code":
        raise Refusal("unsupported_response_type", "Only response_type=code is supported.")


def _check_state(parameters: dict[str, str], target: Target) -> None:
    if target.client.state_required and not target.state:
        stateless = because(Reason.PARAMETER_MISSING, parameter="state")
        raise Refusal("invalid_request", "state is required", stateless)
    check_state_length(parameters)
