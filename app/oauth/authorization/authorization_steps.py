"""Steps that the consent page and the decision share: read the request, or refuse it."""

from dataclasses import dataclass

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, request, url_for
from flask_login import current_user

from app.models.clients.client import Client
from app.models.grants import grant_search
from app.models.teams import factor_policy
from app.models.trials import trial
from app.oauth.authorization import (
    authorization_request,
    authorization_response,
    direct_token,
    pushed_parameters,
    request_address,
)
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.openid import sign_in_age
from app.oauth.requests import ParameterRequest
from app.web.language import locale
from app.web.signed_in import current_person, current_session


def find_target(parameters: dict[str, str]) -> Target:
    """Which client asks and where the response goes; raises UntrustedRequestError.

    Its pages are in the first of the languages that it asks for (``ui_locales``).
    """
    locale.prefer(parameters.get("ui_locales", "").split())
    if (target := _find_trial_target(parameters)) is not None:
        return target
    if direct_token.is_requested(parameters):
        return direct_token.identify(parameters)
    return authorization_request.identify(parameters)


def interpret(parameters: dict[str, str], target: Target) -> AuthorizationRequest:
    """What the signed-in user is asked for.

    Raises OAuth2Error, and UntrustedRequestError for a pending app of another developer.
    """
    if not is_available_here(target):
        raise UntrustedRequestError("client_pending", client=target.client)
    pushed_parameters.require(parameters, target)
    if direct_token.is_requested(parameters):
        return direct_token.check(target, parameters)
    auth_request = authorization_request.check(ParameterRequest(request, parameters), target)
    if auth_request.management is not None:
        auth_request.management.check_user(current_person())
    return auth_request


def is_available_here(target: Target) -> bool:
    """Whether the present user may authorize the client; a pending one only its developer."""
    return target.client.is_available_to(current_user if current_user.is_authenticated else None)


@dataclass(frozen=True)
class Stop:
    """A page that comes before the consent page, and the error where no page may be shown."""

    address: str
    error: str
    description: str


def find_stop(auth_request: AuthorizationRequest, parameters: dict[str, str]) -> Stop | None:
    """What the signed-in user has to do before they can decide; None when nothing is left."""
    address = request_address.present_address(parameters)
    if current_user.must_verify:
        return _act_first("portal.show_verification", address)
    if factor_policy.keeps_from_authorizing(current_person()):
        return _act_first("portal.show_security", address)
    if not sign_in_age.is_recent(auth_request.prompts, auth_request.max_age, parameters):
        marked = sign_in_age.mark(address, parameters)  # the proof there is recent enough
        page = url_for("portal.ask_fresh_proof", next=marked)
        return Stop(page, "login_required", "The sign-in is too old.")
    return None


def _act_first(endpoint: str, address: str) -> Stop:
    page = url_for(endpoint, next=address)
    return Stop(page, "interaction_required", "The user has to act first.")


def refuse(target: Target, error: OAuth2Error, *, is_silent: bool = False) -> Response:
    """Redirect ``error`` to the client.

    Raises UntrustedRequestError, so that the user reads it, where the address is not trusted: any
    link could else send a browser there (RFC 9700 section 4.11.2). The page has a button to go on
    there, unless the request is to be answered silently (``prompt=none``).
    """
    if redirects_errors(target):
        return authorization_response.send_error(target, error)
    back = None
    if is_available_here(target) and not is_silent:
        back = authorization_response.error_address(target, error)
    raise UntrustedRequestError(error.error, client=target.client, cause=error, back=back)


def redirects_errors(target: Target) -> bool:
    """Whether the browser may be sent to the client before the user has decided anything."""
    client = target.client
    if not client.redirects_errors or not is_available_here(target):
        return False
    return client.is_vouched_for or _is_connected(client)


def _is_connected(client: Client) -> bool:
    """Whether the present user has allowed the client something, and still does."""
    if not current_user.is_authenticated:
        return False
    return grant_search.count(grant_search.of_user(current_user, client)) > 0


def _find_trial_target(parameters: dict[str, str]) -> Target | None:
    """The sandbox's target, when the present user has begun a trial of their own app; else None."""
    client_id, uri = parameters.get("client_id", ""), parameters.get("redirect_uri")
    if uri != trial.callback(client_id):
        return None
    client, state = Client.find(client_id), parameters.get("state", "")
    if client is None or not client.is_usable or not current_user.is_authenticated:
        return None
    is_begun = trial.is_begun(state, client, current_session())
    return Target(client, uri, True, state) if is_begun else None
