"""The steps that asking and deciding share: who asks, for what, and how to say no."""

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.models.clients.client import Client
from app.models.trials import trial
from app.oauth.authorization import (
    authorization_request,
    authorization_response,
    direct_token,
)
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.authorization.refusal_page import show_refusal
from app.oauth.requests import ParameterRequest
from app.web.signed_in import current_session


def find_target(parameters: dict[str, str]) -> Target:
    """Who asks and where the answer goes, in either way of asking."""
    if (trial_target := _find_trial_target(parameters)) is not None:
        return trial_target
    way = direct_token if direct_token.is_asked_for(parameters) else authorization_request
    return way.identify(parameters)


def interpret(parameters: dict[str, str], target: Target) -> AuthorizationRequest:
    """What is asked for, in either way of asking; raises OAuth2Error."""
    if direct_token.is_asked_for(parameters):
        return direct_token.check(target, parameters)
    return authorization_request.check(ParameterRequest(request, parameters), target)


def serves_here(target: Target) -> bool:
    """Whether the person here may let the app in: while it waits for review, only its maker."""
    return target.client.is_available_to(current_user if current_user.is_authenticated else None)


def refuse(target: Target, error: OAuth2Error) -> ResponseReturnValue:
    """Tell the client, or, for one whose address nobody vouches for, the person."""
    if target.client.redirects_errors and serves_here(target):
        return authorization_response.send_error(target, error)
    return show_refusal(UntrustedRequestError(error.error, client=target.client, cause=error))


def _find_trial_target(parameters: dict[str, str]) -> Target | None:
    """The sandbox's target, when the person here began a trial of their own app; else None."""
    client = Client.find(parameters.get("client_id", ""))
    if client is None or not client.is_usable or not current_user.is_authenticated:
        return None
    uri, state = parameters.get("redirect_uri"), parameters.get("state", "")
    if uri != trial.callback(client.client_id):
        return None
    is_begun = trial.is_begun(state, client, current_session())
    return Target(client, uri, True, state) if is_begun else None
