"""When an earlier approval lets a request skip the consent page (docs/security.md)."""

from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts.user import User
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.values import clock
from app.oauth.authorization.approval import issue_code_under
from app.oauth.authorization.authorization_request import AuthorizationRequest

MAX_AGE = 365 * 86_400  # seconds since the approval


def find(asked: AuthorizationRequest, user: User) -> Grant | None:
    """The live grant that already says yes to everything asked; None when a page is due.

    Only a confidential client proves who it is; a public one is always asked (RFC 8252
    section 8.6). With grants for several teams the person has to say which.
    """
    client = asked.client
    trusted = client.source == "portal" or client.is_reviewed
    if asked.prompts & {"consent", "select_account"}:
        return None
    if not (client.confidential and client.silent_reapproval and trusted):
        return None
    fitting = [g for g in grant_search.list_standing(user, client) if _fits(g, asked)]
    return fitting[0] if len(fitting) == 1 else None


def issue(asked: AuthorizationRequest, grant: Grant) -> str:
    """The text of a code under ``grant``; written although the request is a GET."""
    start_writing()
    code = issue_code_under(grant, asked)
    db.session.commit()
    return code


def _fits(grant: Grant, asked: AuthorizationRequest) -> bool:
    hint = asked.team_hint
    return (
        grant.allows_silently(asked.scopes)
        and clock.now() < grant.approved_at + MAX_AGE
        and (bool(grant.teams) or not asked.needs_team)
        and (hint is None or hint in {team.slug for team in grant.teams})
    )
