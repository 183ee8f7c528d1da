"""The authorization endpoint: shows the consent page (RFC 6749 section 3.1)."""

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.models.clients import redirect_uri
from app.oauth import flow_reports
from app.oauth.authorization import (
    approval,
    authorization_response,
    consent_teams,
    direct_token,
    pushed_parameters,
    request_address,
)
from app.oauth.authorization.authorization_request import (
    PARAMETERS,
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.authorization.authorization_steps import (
    find_stop,
    find_target,
    interpret,
    refuse,
)
from app.oauth.authorization.consent_page import show_consent
from app.oauth.authorization.consent_teams import Look
from app.oauth.blueprint import bp
from app.oauth.errors import Refusal
from app.oauth.openid import account_choice, openid_request, sign_in_age
from app.oauth.operations import AUTHORIZE
from app.oauth.requests import read_query
from app.openapi.operation import describe
from app.web.signed_in import current_person, current_session


@bp.get("/authorize")
@bp.get("/oauth/authorize")  # registered first: url_for builds this one
@describe(AUTHORIZE)
def ask_consent() -> ResponseReturnValue:
    """Show the consent page, or answer at once when the user need not decide."""
    try:
        sent = read_query(request, PARAMETERS, longest=request_address.LONGEST)
    except OAuth2Error as error:
        raise UntrustedRequestError("malformed", cause=error) from None
    parameters = pushed_parameters.resolve(sent)
    target, carried = find_target(parameters), pushed_parameters.reference(parameters)
    try:
        request_address.check_length(carried)
        if not current_user.is_authenticated:
            return ask_to_sign_in(parameters, target)
        auth_request = interpret(parameters, target)
    except OAuth2Error as error:
        return refuse(target, error, is_silent=is_to_be_silent(parameters))
    return ask(auth_request, carried)


def ask_to_sign_in(parameters: dict[str, str], target: Target) -> ResponseReturnValue:
    """Send the user to the sign-in page and back here; prompt=none is refused."""
    if is_to_be_silent(parameters):
        return refuse_silently(target, "login_required", "The user is not signed in.")
    carried = pushed_parameters.reference(parameters)
    address = request_address.present_address(carried)
    if sign_in_age.has_limit(parameters, target.client):
        address = sign_in_age.mark(address, carried)  # the sign-in there is recent enough
    return redirect(url_for("portal.sign_in", next=address))


def is_to_be_silent(parameters: dict[str, str]) -> bool:
    """Whether the request forbids any page (``prompt=none``), right or wrong as it may be."""
    return "none" in parameters.get("prompt", "").split()


def ask(auth_request: AuthorizationRequest, parameters: dict[str, str]) -> ResponseReturnValue:
    """Show the consent page, unless something comes first or a grant already allows it."""
    target, is_silent = auth_request.target, "none" in auth_request.prompts
    user = current_person()
    try:
        openid_request.check_subject(auth_request.claims, current_session())
    except OAuth2Error as error:
        return refuse(target, error, is_silent=is_silent)
    is_other = auth_request.hinted_user not in {None, user.public_id}
    if is_other and is_silent:
        return refuse_silently(target, "login_required", "The hinted user is not signed in.")
    if is_other or not is_account_chosen(auth_request, parameters):
        return ask_for_account(auth_request, parameters, is_other=is_other)
    if stop := find_stop(auth_request, parameters):
        if is_silent:
            return refuse_silently(target, stop.error, stop.description)
        return redirect(stop.address)
    try:
        since = auth_request.earliest_sign_in
        openid_request.check_acr(auth_request.claims, current_session(), since=since)
    except OAuth2Error as error:
        return refuse(target, error, is_silent=is_silent)
    # Link scanners send HEAD: nothing is issued then.
    grant = approval.find_existing(auth_request, user) if request.method == "GET" else None
    if grant is not None and (answer := approval.respond_silently(auth_request, grant)) is not None:
        return answer
    if is_silent:
        return refuse_silently(target, "consent_required", "The user has to be asked.")
    choice = consent_teams.team_choice(user, auth_request)
    if auth_request.direct and not choice.is_possible and not choice.barred:
        return refuse(target, direct_token.not_an_organizer())
    if not choice.is_possible and not choice.barred:
        flow_reports.note_person(auth_request.client, is_member=bool(choice.locked))
    return show_consent(auth_request, parameters, choice, Look.read(request.args))


def refuse_silently(target: Target, error: str, description: str) -> ResponseReturnValue:
    """Answer ``prompt=none``, which needs a page (OpenID Connect Core section 3.1.2.6)."""
    return refuse(target, Refusal(error, description), is_silent=True)


def is_account_chosen(auth_request: AuthorizationRequest, parameters: dict[str, str]) -> bool:
    """Whether the user need not be asked with which account to go on."""
    return "select_account" not in auth_request.prompts or account_choice.is_chosen(parameters)


def ask_for_account(
    auth_request: AuthorizationRequest, parameters: dict[str, str], *, is_other: bool
) -> ResponseReturnValue:
    """Let the user go on with this account, unless it ``is_other``, or sign in with another."""
    address = request_address.present_address(parameters)
    denied = Refusal("login_required", "The hinted user did not sign in.")
    back = authorization_response.error_address(auth_request.target, denied)
    return render_template(
        "oauth/authorization/account.html",
        app=auth_request.client.name,
        is_other=is_other,
        go_on=None if is_other else account_choice.address_with_choice(address),
        switch=sign_in_age.mark(address, parameters),
        back=back,
        back_host=redirect_uri.shown_host(auth_request.target.redirect_uri),
    )
