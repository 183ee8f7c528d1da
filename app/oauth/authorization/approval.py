"""Approving a request: a new grant, or a matching one, and the response under it.

Skipping the page for an existing grant is described in docs/security.md.
"""

from dataclasses import dataclass

from flask import Response

from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.user_authentication import UserAuthentication
from app.models.grants import connect_rule
from app.models.grants.consent_receipt import ConsentReceipt
from app.models.grants.grant import Grant
from app.models.grants.grant_term import Term
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team
from app.models.values import clock, scopes
from app.oauth.authorization import authorization_response, direct_token, pushed_parameters
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent import consent_removals
from app.oauth.authorization.consent_ticket import ConsentTicket
from app.web.signed_in import current_session

MAX_AGE = 365 * 86_400  # seconds since the approval; after that the page is shown again


@dataclass(frozen=True)
class Approval:
    """A grant after the decision, and what is new about it."""

    grant: Grant
    by: User
    may_write_now: bool  # and could not before
    settled: list[OwnerRequest]  # requests of members that it answers


def approve(
    auth_request: AuthorizationRequest,
    user: User,
    teams: list[Team],
    ticket: ConsentTicket,
    term: Term | None = None,
) -> Approval | None:
    """Record that ``user`` approves what the page of ``ticket`` showed, for the ``term``.

    It settles the members' requests for it, and writes the receipt. None when the grant that the
    request names has ended meanwhile. Raises NewRemovalError.
    """
    before = _find_changed(auth_request, user, teams)
    if before is not None:
        before.lock()  # nothing more is taken off it until the commit
    wrote = before is not None and before.writes
    consent_removals.restore(auth_request, user, teams, ticket.removals)
    grant = _change(auth_request, user, teams, term)
    if grant is None:
        return None
    ConsentReceipt.write(grant, user, auth_request.scopes, ticket.shown)
    settled = OwnerRequest.settle(auth_request.client, teams, by=user)
    return Approval(grant, user, grant.writes and not wrote, settled)


def _find_changed(
    auth_request: AuthorizationRequest, user: User, teams: list[Team]
) -> Grant | None:
    if auth_request.management is not None:
        return auth_request.management.grant
    return Grant.find_active(client=auth_request.client, user=user, teams=teams)


def _change(
    auth_request: AuthorizationRequest, user: User, teams: list[Team], term: Term | None
) -> Grant | None:
    client, names = auth_request.client, auth_request.scopes
    if auth_request.management is not None:
        return auth_request.management.carry_out(client, user, teams, names, term)
    return Grant.approve(
        client=client,
        user=user,
        teams=teams,
        names=names,
        term=term,
        is_direct=auth_request.direct,
    )


def find_existing(auth_request: AuthorizationRequest, user: User) -> Grant | None:
    """The live grant that allows everything requested; None when the page must be shown.

    Only a confidential client proves its identity; for a public one the page is always shown
    (RFC 8252 section 8.6). With several matching grants the user has to choose the team.
    """
    client = auth_request.client
    if auth_request.management is not None or auth_request.prompts & {"consent", "select_account"}:
        return None
    if not (client.confidential and client.silent_reapproval and client.is_vouched_for):
        return None
    matches = [
        grant for grant in auth_request.live_grants(user) if _allows_silently(grant, auth_request)
    ]
    return matches[0] if len(matches) == 1 else None


def respond_silently(auth_request: AuthorizationRequest, grant: Grant) -> Response | None:
    """The response under an existing grant; stored although the request is a GET.

    None when something was taken off the grant at this moment, or another owner adopted it.
    """
    approver_id = grant.user_id
    start_writing()
    grant.hold()
    if grant.user_id != approver_id or not _allows_silently(grant, auth_request):
        return None
    pushed_parameters.answer(auth_request)
    response = send_authorization_response(auth_request, grant)
    db.session.commit()
    return response


def send_authorization_response(auth_request: AuthorizationRequest, grant: Grant) -> Response:
    """Send the client a code under ``grant``, or in the direct token flow the token itself."""
    auth_request.client.note_redirect(auth_request.target.redirect_uri)
    if auth_request.direct:
        return authorization_response.send(
            auth_request.target, direct_token.issue(grant, auth_request.audience)
        )
    code = AuthorizationCode.issue(
        grant,
        scopes=scopes.dump(auth_request.scopes),
        redirect_uri=auth_request.target.redirect_uri,
        redirect_uri_given=auth_request.target.redirect_uri_given,
        code_challenge=auth_request.code_challenge,
        authentication=authentication_of(auth_request),
        dpop_jkt=auth_request.dpop_jkt,
        audience=auth_request.audience,
    )
    return authorization_response.send(auth_request.target, [("code", code)])


def authentication_of(auth_request: AuthorizationRequest) -> UserAuthentication | None:
    """The sign-in that the ID token will tell of, for requests with ``openid``."""
    if "openid" not in auth_request.scopes:
        return None
    return UserAuthentication.of(
        current_session(),
        nonce=auth_request.nonce,
        claims=auth_request.claims,
        since=auth_request.earliest_sign_in,
    )


def _allows_silently(grant: Grant, auth_request: AuthorizationRequest) -> bool:
    hint = auth_request.team_hint
    return (
        grant.allows_silently(auth_request.scopes)
        and connect_rule.allows_silently(grant)
        and clock.now() < grant.approved_at + MAX_AGE
        and (bool(grant.teams) or not auth_request.needs_team)
        and (hint is None or hint in {team.slug for team in grant.teams})
    )
