"""Approving: a new grant, or one that already says yes, and the response that it allows.

Skipping the page for an existing grant is described in docs/security.md.
"""

from dataclasses import dataclass

from flask import Response

from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team
from app.models.values import clock, scopes
from app.oauth.authorization import authorization_response, direct_token
from app.oauth.authorization.authorization_request import AuthorizationRequest

MAX_AGE = 365 * 86_400  # seconds since an approval that saves the person the page


@dataclass(frozen=True)
class Approval:
    """A permission as it stands after the decision, and what is new about it."""

    grant: Grant
    by: User
    may_write_now: bool  # and could not before
    answered: tuple[OwnerRequest, ...]  # what members had asked the owners for


def approve(auth_request: AuthorizationRequest, user: User, teams: list[Team]) -> Approval:
    """Record that ``user`` approves, and close what members asked for."""
    before = Grant.find_active(client=auth_request.client, user=user, teams=teams)
    wrote = before is not None and before.writes
    grant = Grant.approve(
        client=auth_request.client,
        user=user,
        teams=teams,
        names=auth_request.scopes,
        is_direct=auth_request.direct,
    )
    answered = OwnerRequest.settle(auth_request.client, teams, by=user)
    return Approval(grant, user, grant.writes and not wrote, tuple(answered))


def find_existing(auth_request: AuthorizationRequest, user: User) -> Grant | None:
    """The live grant that already says yes to everything asked; None when a page is due.

    Only a confidential client proves who it is; a public one is always asked (RFC 8252
    section 8.6). With grants for several teams the person has to say which.
    """
    client = auth_request.client
    trusted = client.source == "portal" or client.is_reviewed
    if auth_request.prompts & {"consent", "select_account"}:
        return None
    if not (client.confidential and client.silent_reapproval and trusted):
        return None
    standing = grant_search.list_standing(user, client)
    fitting = [grant for grant in standing if _allows_silently(grant, auth_request)]
    return fitting[0] if len(fitting) == 1 else None


def respond_silently(auth_request: AuthorizationRequest, grant: Grant) -> Response:
    """The response under a grant from before; written although the request is a GET."""
    start_writing()
    response = send_authorization_response(auth_request, grant)
    db.session.commit()
    return response


def send_authorization_response(auth_request: AuthorizationRequest, grant: Grant) -> Response:
    """Send the client a code under ``grant``, or in the direct token flow the token itself."""
    auth_request.client.note_redirect(auth_request.target.redirect_uri)
    if auth_request.direct:
        return authorization_response.send_direct_token(
            auth_request.target, direct_token.issue(grant)
        )
    code = AuthorizationCode.issue(
        grant,
        scopes=scopes.dump(auth_request.scopes),
        redirect_uri=auth_request.target.redirect_uri,
        redirect_uri_given=auth_request.target.redirect_uri_given,
        code_challenge=auth_request.code_challenge,
    )
    return authorization_response.send_code(auth_request.target, code)


def _allows_silently(grant: Grant, auth_request: AuthorizationRequest) -> bool:
    hint = auth_request.team_hint
    return (
        grant.allows_silently(auth_request.scopes)
        and clock.now() < grant.approved_at + MAX_AGE
        and (bool(grant.teams) or not auth_request.needs_team)
        and (hint is None or hint in {team.slug for team in grant.teams})
    )
