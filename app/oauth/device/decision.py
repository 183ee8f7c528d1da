"""The decision about a device: it learns it when it polls next (RFC 8628 section 3.3)."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import csrf
from app.models.grants.consent_decision import ConsentDecision
from app.models.grants.grant import Grant
from app.models.teams import factor_policy
from app.oauth.authorization import approval, consent_ticket, stale_page
from app.oauth.authorization.authorization_request import (
    AuthorizationRequest,
    UntrustedRequestError,
)
from app.oauth.authorization.decision import Answer, decide
from app.oauth.blueprint import bp
from app.oauth.device import waiting_device
from app.oauth.device.verification import show_form
from app.web.signed_in import current_person


@bp.post("/device/decision")
def decide_device() -> ResponseReturnValue:
    """Approve, deny, search or ask an owner, as the page showed it."""
    csrf.protect()
    address = stale_page.find_address()
    if not current_user.is_authenticated:
        return stale_page.lead_back(address)
    if current_user.must_verify:
        return redirect(url_for("portal.show_verification", next=address))
    if factor_policy.keeps_from_authorizing(current_person()):
        return redirect(url_for("portal.show_security", next=address))
    ticket = consent_ticket.open_ticket(request.form.get("request", ""))
    if ticket is None or "user_code" not in ticket.parameters:
        return stale_page.lead_back(address)
    auth_request = waiting_device.find(ticket.parameters["user_code"])
    if auth_request is not None:
        return decide(auth_request, ticket, BY_POLLING)
    if ConsentDecision.find(ticket.page) is not None:
        raise UntrustedRequestError("device_answered")
    return show_form(ticket.parameters["user_code"], is_wrong=True), 410


def connect(auth_request: AuthorizationRequest, grant: Grant) -> ResponseReturnValue:
    """Let the device collect its tokens, and send the user back to it."""
    device = auth_request.device
    authentication = approval.authentication_of(auth_request)
    if device is None or not device.authorization.approve(grant, authentication):
        raise UntrustedRequestError("device_answered", client=auth_request.client)
    return _show_end(auth_request, grant)


def send_away(auth_request: AuthorizationRequest) -> ResponseReturnValue:
    """Let the device learn that the user denied access."""
    device = auth_request.device
    if device is None or not device.authorization.deny():
        raise UntrustedRequestError("device_answered", client=auth_request.client)
    return _show_end(auth_request, None)


BY_POLLING = Answer(connect, send_away)


def _show_end(auth_request: AuthorizationRequest, grant: Grant | None) -> str:
    teams = [team.name for team in grant.teams] if grant is not None else []
    return render_template(
        "oauth/device/end.html", app=auth_request.client.name, teams=teams, grant=grant
    )
