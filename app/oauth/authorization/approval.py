"""Approving: the grant, who is told of it, and the code that stands for it."""

from dataclasses import dataclass

from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team
from app.models.values import scopes
from app.oauth.authorization.authorization_request import AuthorizationRequest


@dataclass(frozen=True)
class Approval:
    """A permission as it stands after the decision, and what is new about it."""

    grant: Grant
    by: User
    may_write_now: bool  # and could not before
    answered: tuple[OwnerRequest, ...]  # what members had asked the owners for


def approve(asked: AuthorizationRequest, user: User, teams: list[Team], **detail: int) -> Approval:
    """Record that ``user`` approves, and close what members asked for."""
    before = Grant.find_active(client=asked.client, user=user, teams=teams)
    wrote = before is not None and before.writes
    grant = Grant.approve(client=asked.client, user=user, teams=teams, names=asked.scopes)
    audit_trail.record(
        "consent.approved",
        actor=user,
        team=teams[0] if teams else None,
        grant=grant,
        scopes=scopes.dump(asked.scopes),
        teams=" ".join(team.slug for team in teams),
        **detail,
    )
    answered = OwnerRequest.settle(asked.client, teams, by=user)
    return Approval(grant, user, grant.writes and not wrote, tuple(answered))


def issue_code_under(grant: Grant, asked: AuthorizationRequest) -> str:
    """The text of a code under ``grant`` for what is asked."""
    asked.client.note_redirect(asked.target.redirect_uri)
    return AuthorizationCode.issue(
        grant,
        scopes=scopes.dump(asked.scopes),
        redirect_uri=asked.target.redirect_uri,
        redirect_uri_given=asked.target.redirect_uri_given,
        code_challenge=asked.code_challenge,
    )
