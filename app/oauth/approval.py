"""Approving: the grant, then the code that stands for it."""

from app.models import scopes
from app.models.audit_event import AuditEvent
from app.models.authorization_code import AuthorizationCode
from app.models.grant import Grant
from app.models.team import Team
from app.models.user import User
from app.oauth.authorization_request import AuthorizationRequest


def issue_code(asked: AuthorizationRequest, user: User, teams: list[Team]) -> str:
    """Record that ``user`` approves, and return the text of a code under that grant."""
    grant = Grant.approve(client=asked.client, user=user, teams=teams, names=asked.scopes)
    AuditEvent.record(
        "consent.approved",
        actor=user,
        team=teams[0] if teams else None,
        grant=grant,
        scopes=scopes.dump(asked.scopes),
        teams=" ".join(team.slug for team in teams),
    )
    return issue_code_under(grant, asked)


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
