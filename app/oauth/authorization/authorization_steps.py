"""The steps that asking and deciding share: who asks, for what, and how to say no."""

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.oauth.authorization import (
    authorization_request,
    authorization_response,
    direct_token,
    trial_request,
)
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.authorization.refusal_page import show_refusal
from app.oauth.requests import ParameterRequest


def find_target(parameters: dict[str, str]) -> Target:
    """Who asks and where the answer goes, in either way of asking."""
    if (of_trial := trial_request.identify(parameters)) is not None:
        return of_trial
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
