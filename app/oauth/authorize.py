"""The authorization endpoint: ask the person, then answer the client (RFC 6749 section 3.1)."""

from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import headers
from app.extensions import db, login_manager
from app.models import redirect_uri
from app.models.audit_event import AuditEvent
from app.models.consent_decision import ConsentDecision
from app.models.membership import Membership
from app.models.team import Team
from app.oauth import (
    authorization_answer,
    authorization_request,
    consent_page,
    consent_ticket,
    direct_token,
    silent_approval,
)
from app.oauth.approval import issue_code
from app.oauth.authorization_request import (
    AuthorizationRequest,
    Target,
    UntrustedRequestError,
)
from app.oauth.blueprint import bp
from app.oauth.consent_page import TeamChoice
from app.oauth.consent_ticket import ConsentTicket
from app.oauth.errors import Refusal
from app.oauth.refusal_page import show_refusal
from app.oauth.requests import ParameterRequest, read_query

FRESH_PASSWORD = 60  # seconds in which a password just typed answers prompt=login


@bp.get("/authorize")
@bp.get("/oauth/authorize")  # registered first: url_for builds this one
def ask_consent() -> ResponseReturnValue:
    """Show the consent page, or say at once what can be said without the person."""
    try:
        parameters = authorization_request.known(read_query(request))
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
        asked = interpret(parameters, target)
    except OAuth2Error as error:
        return refuse(target, error)
    return ask(asked, parameters)


def serves_here(target: Target) -> bool:
    """Whether the person here may let the app in: while it waits for review, only its maker."""
    return target.client.serves(current_user if current_user.is_authenticated else None)


def find_target(parameters: dict[str, str]) -> Target:
    """Who asks and where the answer goes, in either way of asking."""
    way = direct_token if direct_token.is_asked_for(parameters) else authorization_request
    return way.identify(parameters)


def interpret(parameters: dict[str, str], target: Target) -> AuthorizationRequest:
    """What is asked for, in either way of asking; raises OAuth2Error."""
    if direct_token.is_asked_for(parameters):
        return direct_token.check(target, parameters)
    return authorization_request.check(ParameterRequest(request, parameters), target)


def ask_to_sign_in(parameters: dict[str, str], target: Target) -> ResponseReturnValue:
    """Send the person to the sign-in page, which keeps the request; prompt=none may not."""
    if "none" in parameters.get("prompt", "").split():
        return refuse(target, Refusal("login_required", "The user is not signed in."))
    return login_manager.unauthorized()


def ask(asked: AuthorizationRequest, parameters: dict[str, str]) -> ResponseReturnValue:
    """Decide whether a page is needed, and show it."""
    session = current_user.browser_session
    if "login" in asked.prompts and not session.has_fresh_password(FRESH_PASSWORD):
        return redirect(url_for("portal.confirm_password", next=request.full_path))
    # Nothing is issued to a HEAD, with which link scanners look ahead.
    grant = silent_approval.find(asked, current_user) if request.method == "GET" else None
    if grant is not None:
        return authorization_answer.send_code(asked.target, silent_approval.issue(asked, grant))
    if "none" in asked.prompts:
        return refuse(asked.target, Refusal("consent_required", "The user has to be asked."))
    choice = consent_page.team_choice(current_user, asked)
    if asked.direct and not choice.is_possible:
        return refuse(asked.target, direct_token.not_an_organizer())
    return show_consent(asked, parameters, choice)


def show_consent(
    asked: AuthorizationRequest,
    parameters: dict[str, str],
    choice: TeamChoice,
    *,
    error: str | None = None,
) -> Response:
    """The consent page; its form carries what is shown."""
    values: dict[str, Any] = consent_page.describe(asked, choice)
    page = render_template(
        "oauth/authorize/consent.html",
        **values,
        ticket=consent_ticket.seal(parameters, choice.offered, current_user),
        error=error,
        here=f"{url_for('oauth.ask_consent')}?{urlencode(parameters)}",
    )
    return make_response(page, 422 if error else 200)


@bp.post("/authorize")
@bp.post("/oauth/authorize")  # registered first: url_for builds this one
def decide_consent() -> ResponseReturnValue:
    """Take the person's decision about exactly what the page showed."""
    if not current_user.is_authenticated:
        return show_refusal(UntrustedRequestError("expired"))
    ticket = consent_ticket.open_ticket(request.form.get("request", ""), current_user)
    if ticket is None:
        return show_refusal(UntrustedRequestError("expired"))
    try:
        target = find_target(ticket.parameters)
    except UntrustedRequestError as error:
        return show_refusal(error)
    if not serves_here(target):
        return show_refusal(UntrustedRequestError("client_pending", client=target.client))
    headers.admit_form_target(redirect_uri.origin(target.redirect_uri))
    try:
        asked = interpret(ticket.parameters, target)
    except OAuth2Error as error:
        return refuse(target, error)
    return decide(asked, ticket)


def decide(asked: AuthorizationRequest, ticket: ConsentTicket) -> ResponseReturnValue:
    """Deny or approve; anything else is no decision."""
    decision = request.form.get("decision")
    if decision == "deny":
        return deny(asked, ticket)
    if decision == "approve":
        return approve(asked, ticket)
    return show_refusal(UntrustedRequestError("undecided", client=asked.client))


def deny(asked: AuthorizationRequest, ticket: ConsentTicket) -> ResponseReturnValue:
    """Tell the client; nothing else is left behind."""
    if not ConsentDecision.take(ticket.page, current_user, approved=False):
        return show_refusal(UntrustedRequestError("answered", client=asked.client))
    AuditEvent.record("consent.denied", actor=current_user, client=asked.client)
    db.session.commit()
    return authorization_answer.send_error(
        asked.target, Refusal("access_denied", "The user denied the request.")
    )


def approve(asked: AuthorizationRequest, ticket: ConsentTicket) -> ResponseReturnValue:
    """Give the grant and its code, for the teams that were shown and chosen."""
    choice = consent_page.team_choice(current_user, asked)
    slugs = [slug for slug in request.form.getlist("team") if slug]
    if choice.needed and not slugs:
        error = consent_page.choose_a_team(choice)
        return show_consent(asked, ticket.parameters, choice, error=error)
    teams = chosen_teams(choice, ticket, slugs)
    if teams is None or not Membership.hold_ownership(current_user, teams):
        return show_refusal(UntrustedRequestError("team", client=asked.client), status=403)
    if not ConsentDecision.take(ticket.page, current_user, approved=True):
        return show_refusal(UntrustedRequestError("answered", client=asked.client))
    answer = give(asked, teams)
    db.session.commit()
    return answer


def give(asked: AuthorizationRequest, teams: list[Team]) -> ResponseReturnValue:
    """The grant and what stands for it: a code, or the token itself where that is the way."""
    user = current_user._get_current_object()  # the house stores the person, not a proxy
    if asked.direct:
        carried = direct_token.approve(asked, user, teams)
        return authorization_answer.send_direct_token(asked.target, carried)
    return authorization_answer.send_code(asked.target, issue_code(asked, user, teams))


def chosen_teams(choice: TeamChoice, ticket: ConsentTicket, slugs: list[str]) -> list[Team] | None:
    """The chosen teams if each was offered and still may be; None: all must be refused."""
    if not choice.needed:
        return []
    found = [choice.find(slug) for slug in dict.fromkeys(slugs)]
    if len(found) > 1 and not choice.several:
        return None
    teams = [m.team for m in found if m is not None and m.team.public_id in ticket.teams]
    return teams if len(teams) == len(found) else None


def refuse(target: Target, error: OAuth2Error) -> ResponseReturnValue:
    """Tell the client, or, for one whose address nobody vouches for, the person."""
    if target.client.redirects_errors and serves_here(target):
        return authorization_answer.send_error(target, error)
    return show_refusal(UntrustedRequestError(error.error, client=target.client))
