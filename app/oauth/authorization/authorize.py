"""The authorization endpoint: ask the person, then answer the client (RFC 6749 section 3.1)."""

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import login_manager
from app.models.clients import redirect_uri
from app.oauth import flow_reports
from app.oauth.authorization import (
    approval,
    authorization_request,
    consent_teams,
    direct_token,
)
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.authorization.authorization_steps import find_target, interpret, refuse, serves_here
from app.oauth.authorization.consent_page import show_consent
from app.oauth.authorization.consent_teams import Look
from app.oauth.authorization.refusal_page import show_refusal
from app.oauth.blueprint import bp
from app.oauth.errors import Refusal
from app.oauth.operations import AUTHORIZE
from app.oauth.requests import read_query
from app.openapi.operation import describe
from app.web import headers
from app.web.signed_in import current_session

FRESH_PASSWORD = 60  # seconds in which a password just typed answers prompt=login
JUST_TYPED = 5  # seconds; a smaller max_age would ask again and again


@bp.get("/authorize")
@bp.get("/oauth/authorize")  # registered first: url_for builds this one
@describe(AUTHORIZE)
def ask_consent() -> ResponseReturnValue:
    """Show the consent page, or say at once what can be said without the person."""
    try:
        parameters = authorization_request.keep_known(read_query(request))
        target = find_target(parameters)
    except OAuth2Error:
        return show_refusal(UntrustedRequestError("malformed"))
    except UntrustedRequestError as error:
        return show_refusal(error)
    headers.admit_form_target(redirect_uri.origin(target.redirect_uri))
    if not current_user.is_authenticated:
        return ask_to_sign_in(parameters, target)
    if not serves_here(target):
        return show_refusal(UntrustedRequestError("client_pending", client=target.client))
    try:
        auth_request = interpret(parameters, target)
    except OAuth2Error as error:
        return refuse(target, error)
    return ask(auth_request, parameters)


def ask_to_sign_in(parameters: dict[str, str], target: Target) -> ResponseReturnValue:
    """Send the person to the sign-in page, which keeps the request; prompt=none may not."""
    if "none" in parameters.get("prompt", "").split():
        return refuse(target, Refusal("login_required", "The user is not signed in."))
    return login_manager.unauthorized()


def ask(auth_request: AuthorizationRequest, parameters: dict[str, str]) -> ResponseReturnValue:
    """Decide whether a page is needed, and show it."""
    if current_user.must_verify:
        return ask_to_verify(auth_request)
    if not knows_who_it_is(auth_request):
        if "none" in auth_request.prompts:
            return refuse(auth_request.target, Refusal("login_required", "The sign-in is too old."))
        return redirect(url_for("portal.ask_fresh_password", next=request.full_path))
    # Nothing is issued to a HEAD, with which link scanners look ahead.
    grant = approval.find_existing(auth_request, current_user) if request.method == "GET" else None
    if grant is not None:
        return approval.respond_silently(auth_request, grant)
    if "none" in auth_request.prompts:
        return refuse(auth_request.target, Refusal("consent_required", "The user has to be asked."))
    choice = consent_teams.team_choice(current_user, auth_request)
    if auth_request.direct and not choice.is_possible:
        return refuse(auth_request.target, direct_token.not_an_organizer())
    if not choice.is_possible:
        flow_reports.note_person(auth_request.client, is_member=bool(choice.may_not))
    return show_consent(auth_request, parameters, choice, Look.read(request.args))


def ask_to_verify(auth_request: AuthorizationRequest) -> ResponseReturnValue:
    """Send the person to confirm their address, and from there back to this request."""
    if "none" in auth_request.prompts:
        return refuse(
            auth_request.target, Refusal("interaction_required", "The user has to act first.")
        )
    return redirect(url_for("portal.show_verification", next=request.full_path))


def knows_who_it_is(auth_request: AuthorizationRequest) -> bool:
    """Whether the password was typed as lately as ``prompt=login`` and ``max_age`` want it."""
    limits = [FRESH_PASSWORD] if "login" in auth_request.prompts else []
    if auth_request.max_age is not None:
        limits.append(max(auth_request.max_age, JUST_TYPED))
    return not limits or current_session().has_fresh_password(min(limits))
