"""The decision on the consent page: the user approves or denies exactly what was shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import csrf, db
from app.language.texts import gettext as _
from app.models.grants import connect_rule
from app.models.grants.consent_decision import ConsentDecision
from app.models.grants.grant import Grant
from app.models.teams import factor_policy
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from app.oauth.authorization import (
    approval,
    authorization_response,
    consent_mails,
    consent_teams,
    consent_ticket,
    owner_request,
    posted_request,
    pushed_parameters,
    stale_page,
)
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    UntrustedRequestError,
)
from app.oauth.authorization.authorization_steps import find_target, interpret, refuse
from app.oauth.authorization.consent import consent_term
from app.oauth.authorization.consent.consent_removals import NewRemovalError
from app.oauth.authorization.consent_page import show_consent
from app.oauth.authorization.consent_teams import Look, TeamChoice
from app.oauth.authorization.consent_ticket import ConsentTicket
from app.oauth.authorization.owner_request import AskForm
from app.oauth.authorization.request_address import address_of
from app.oauth.blueprint import bp
from app.oauth.errors import Refusal
from app.web.signed_in import current_person


@dataclass(frozen=True)
class Answer:
    """How the app learns of a decision; both are called before the commit."""

    approved: Callable[[AuthorizationRequest, Grant], ResponseReturnValue]
    denied: Callable[[AuthorizationRequest], ResponseReturnValue]


def send_denial(auth_request: AuthorizationRequest) -> ResponseReturnValue:
    """Send the client the error."""
    return authorization_response.send_error(
        auth_request.target, Refusal("access_denied", "The user denied the request.")
    )


BY_REDIRECT = Answer(approval.send_authorization_response, send_denial)


@bp.post("/authorize")
@bp.post("/oauth/authorize")  # registered first: url_for builds this one
def decide_consent() -> ResponseReturnValue:
    """Approve, deny, search or ask an owner, as the consent page showed it.

    An app may also send its request here by POST (OpenID Connect Core section 3.1.2.1).
    """
    if posted_request.is_sent():
        return posted_request.ask_by_get()
    csrf.protect()
    if not current_user.is_authenticated:
        return stale_page.lead_back(stale_page.find_address())
    if current_user.must_verify:
        return redirect(url_for("portal.show_verification", next=stale_page.find_address()))
    if factor_policy.keeps_from_authorizing(current_person()):
        return redirect(url_for("portal.show_security", next=stale_page.find_address()))
    ticket = consent_ticket.open_ticket(request.form.get("request", ""))
    if ticket is None:
        return stale_page.lead_back(stale_page.find_address())
    parameters = pushed_parameters.resolve(ticket.parameters, is_shown=True)
    target = find_target(parameters)
    try:
        auth_request = interpret(parameters, target)
    except OAuth2Error as error:
        return refuse(target, error)
    return decide(auth_request, ticket, BY_REDIRECT)


def decide(
    auth_request: AuthorizationRequest, ticket: ConsentTicket, answer: Answer
) -> ResponseReturnValue:
    """Act on the button that was pressed; ``answer`` tells the app what was decided."""
    acts: dict[str, Callable[[AuthorizationRequest, ConsentTicket], ResponseReturnValue]] = {
        "deny": partial(deny, answer=answer),
        "approve": partial(approve, answer=answer),
        "search": search,
        "ask": ask_an_owner,
    }
    act = acts.get(request.form.get("decision", ""))
    if act is None:
        raise UntrustedRequestError("undecided", client=auth_request.client)
    return act(auth_request, ticket)


def search(auth_request: AuthorizationRequest, ticket: ConsentTicket) -> ResponseReturnValue:
    """Back to the page, with the teams that match and the present choice."""
    return redirect(address_of(ticket.parameters, Look.read(request.form)), 303)


def ask_an_owner(auth_request: AuthorizationRequest, ticket: ConsentTicket) -> ResponseReturnValue:
    """Store the request for the team's owners and mail them; the app is not told yet."""
    choice = consent_teams.team_choice(current_user, auth_request)
    form = AskForm.read(request.form)
    try:
        stored = auth_request.with_stored_client()
        new_request = owner_request.ask(stored, choice, form, user=current_person())
    except ValidationError as error:
        db.session.rollback()
        form = replace(form, errors={error.field: error.message})
        return show_consent(auth_request, ticket.parameters, choice, Look(), asking=form)
    db.session.commit()
    if new_request is not None:
        consent_mails.ask_owners(new_request)
    return redirect(address_of(ticket.parameters), 303)


def deny(
    auth_request: AuthorizationRequest, ticket: ConsentTicket, *, answer: Answer
) -> ResponseReturnValue:
    """Tell the client."""
    if not ConsentDecision.take(ticket.page, current_user, auth_request.client, approved=False):
        raise already_answered(auth_request, ticket)
    pushed_parameters.answer(auth_request)
    response = answer.denied(auth_request)
    db.session.commit()
    return response


def approve(
    auth_request: AuthorizationRequest, ticket: ConsentTicket, *, answer: Answer
) -> ResponseReturnValue:
    """Approve the grant for the chosen teams, and send its response."""
    choice, look = consent_teams.team_choice(current_user, auth_request), Look.read(request.form)
    slugs = [slug for slug in request.form.getlist("team") if slug]
    if choice.needed and not slugs:
        error = consent_teams.choose_a_team(choice)
        return show_consent(auth_request, ticket.parameters, choice, look, error=error)
    try:
        term = consent_term.read(look.term)
    except ValueError:
        error, look = _("Choose how long it may have access."), replace(look, term=None)
        return show_consent(auth_request, ticket.parameters, choice, look, term_error=error)
    teams = find_teams(auth_request, ticket, choice, slugs)
    if ticket.basis != consent_ticket.basis_of(auth_request.client, auth_request.scopes):
        return ask_again(ticket)
    if not ConsentDecision.take(ticket.page, current_user, auth_request.client, approved=True):
        raise already_answered(auth_request, ticket)
    pushed_parameters.answer(auth_request)
    auth_request = auth_request.with_stored_client()
    try:
        approved = approval.approve(auth_request, current_person(), teams, ticket, term)
    except NewRemovalError:
        return ask_again(ticket)
    if approved is None:
        raise UntrustedRequestError("expired")
    response = answer.approved(auth_request, approved.grant)
    db.session.commit()
    consent_mails.tell(approved)
    return response


def find_teams(
    auth_request: AuthorizationRequest, ticket: ConsentTicket, choice: TeamChoice, slugs: list[str]
) -> list[Team]:
    """The teams that the user allows, whose ownership is then certain until the commit.

    Raises UntrustedRequestError for one that was not shown, is not theirs or refuses the app.
    """
    client = auth_request.client
    if any(m.team.slug in slugs for m in choice.barred):
        raise UntrustedRequestError("policy", client=client, status=403)
    teams = consent_teams.chosen_teams(choice, ticket.teams, slugs)
    if teams is not None and auth_request.management is not None:
        teams = auth_request.management.teams_of(teams)
    if teams is None or not Membership.hold_ownership(current_user, teams):
        raise UntrustedRequestError("team", client=client, status=403)
    # A merge is for the teams of its grant, whichever were sent.
    if choice.needed and connect_rule.find_refusing(teams, client):
        raise UntrustedRequestError("policy", client=client, status=403)
    return teams


def ask_again(ticket: ConsentTicket) -> ResponseReturnValue:
    """Back to the page, which now says what has changed since it was shown."""
    db.session.rollback()
    flash(_("Part of its access was removed while this page was open. Check it again."), "info")
    return redirect(address_of(ticket.parameters, Look.read(request.form)), 303)


def already_answered(
    auth_request: AuthorizationRequest, ticket: ConsentTicket
) -> UntrustedRequestError:
    """The error for a second answer to one page; after an approval with a link to go on."""
    decision = ConsentDecision.find(ticket.page)
    if decision is None or not decision.approved:
        return UntrustedRequestError("answered", client=auth_request.client)
    # A pushed request is answered once: going on would lead nowhere.
    go_on = None if auth_request.pushed else address_of(ticket.parameters)
    return UntrustedRequestError("approved", client=auth_request.client, go_on=go_on)
