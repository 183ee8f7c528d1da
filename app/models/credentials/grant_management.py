"""What a client may do with a grant that it names (Grant Management for OAuth 2.0, draft 03).

A merge or a replacement ends the refresh tokens under the grant (section 5.2). Access tokens stay,
within what the grant now allows.
"""

from collections.abc import Sequence
from enum import StrEnum

from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants import grant_search
from app.models.grants.grant import Grant
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


def create(client: Client, user: User, teams: Sequence[Team], names: frozenset[str]) -> Grant:
    """Return a new grant, beside those that there are."""
    client.sends_grant_id = True  # it knows what to do with one
    grant = Grant.open_apart(client, user, teams)
    grant.confirm(user, names, management=Action.CREATE.value)
    return grant


def merge(grant: Grant, user: User, teams: Sequence[Team], names: frozenset[str]) -> None:
    """Add scopes and teams to ``grant``."""
    _begin(grant)
    grant.cover([*grant.teams, *(team for team in teams if team not in grant.teams)])
    grant.confirm(user, names, management=Action.MERGE.value)


def replace(grant: Grant, user: User, teams: Sequence[Team], names: frozenset[str]) -> None:
    """Make ``grant`` one of exactly these scopes and teams."""
    _begin(grant)
    grant.cover(teams)
    grant.confirm(user, names, keeps=False, management=Action.REPLACE.value)


def _begin(grant: Grant) -> None:
    grant.client.sends_grant_id = True
    RefreshToken.expire_all_of(grant)
