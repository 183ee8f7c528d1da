"""What a client may do with a grant that it names (Grant Management for OAuth 2.0, draft 03).

A merge or a replacement ends the refresh tokens under the grant (section 5.2). Access tokens stay,
within what the grant now allows.
"""

from collections.abc import Sequence
from enum import StrEnum

from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants import grant_search
from app.models.grants.grant import Grant
from app.models.grants.grant_removal import GrantRemoval
from app.models.grants.grant_term import Term
from app.models.teams.team import Team


class Action(StrEnum):
    """What an authorization request does to a grant."""

    CREATE = "create"
    MERGE = "merge"
    REPLACE = "replace"


def find(client: Client, grant_id: str) -> Grant | None:
    """The live grant with this public id, if it is the client's."""
    grant = grant_search.find(Grant.client_id == client.id, grant_id)
    return grant if grant is not None and grant.is_live else None


def create(
    client: Client,
    user: User,
    teams: Sequence[Team],
    names: frozenset[str],
    term: Term | None = None,
) -> Grant:
    """Return a new grant, beside those that there are."""
    client.sends_grant_id = True  # it knows what to do with one
    grant = Grant.open_apart(client, user, teams)
    grant.confirm(user, names, term=term, management=Action.CREATE.value)
    return grant


def merge(
    grant: Grant,
    user: User,
    teams: Sequence[Team],
    names: frozenset[str],
    term: Term | None = None,
) -> None:
    """Add scopes and teams to ``grant``."""
    _begin(grant, teams)
    grant.cover([*grant.teams, *(team for team in teams if team not in grant.teams)])
    grant.confirm(user, names, term=term, management=Action.MERGE.value)


def replace(
    grant: Grant,
    user: User,
    teams: Sequence[Team],
    names: frozenset[str],
    term: Term | None = None,
) -> None:
    """Make ``grant`` one of exactly these scopes and teams."""
    _begin(grant, teams)
    grant.cover(teams)
    grant.confirm(user, names, keeps=False, term=term, management=Action.REPLACE.value)


def _begin(grant: Grant, teams: Sequence[Team]) -> None:
    grant.client.sends_grant_id = True
    RefreshToken.expire_all_of(grant)
    returning = [team for team in teams if team not in grant.teams]
    if GrantRemoval.has_team(grant, returning):
        AccessToken.revoke_all_of(grant)  # those from before the removal would reach it again
