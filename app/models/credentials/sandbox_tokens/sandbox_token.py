"""A token with which a developer tries the API in the page of an operation.

It belongs to a client of ours that has neither a secret nor a redirect URI, so that only the
explorer obtains tokens of it. Its grants are for sandboxes alone, are listed with the connected
apps of their developer, and end like any other.
"""

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.client_status import Status
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.trials import sandbox
from app.models.values import scopes
from app.models.values.scopes import SCOPES

LIFETIME = 300  # seconds; each call has a new one
SOURCE = "explorer"  # of the client
NAME = "API explorer"
NAMES = frozenset(SCOPES) - {"offline_access"}


def issue(user: User) -> str | None:
    """The text of a new token for the sandbox of ``user``, which is made when there is none.

    None while an operator has suspended the explorer.
    """
    client = _find_client() or _register()
    if not client.is_live:
        return None
    grant = _open_grant(client, user, sandbox.open_for(user))
    _row, text = AccessToken.issue(grant, scopes=grant.scopes, lifetime=LIFETIME)
    return text


def _find_client() -> Client | None:
    explorers = select(Client).where(Client.source == SOURCE, Client.status != Status.DELETED)
    return db.session.scalar(explorers.order_by(Client.id).limit(1))


def _register() -> Client:
    """The client. Two at once may each make one: the first is used from then on."""
    metadata = ClientMetadata(NAME, (), runs_on="server", scopes=NAMES)
    client, _no_secret = Client.register(None, metadata, source=SOURCE, has_secret=False)
    db.session.flush()
    return client


def _open_grant(client: Client, user: User, team: Team) -> Grant:
    """The live grant of ``user`` for the sandbox, a new one when there is none."""
    own = (
        select(Grant)
        .join(GrantTeam)
        .where(
            Grant.client_id == client.id,
            Grant.user_id == user.id,
            GrantTeam.team_id == team.id,
            Grant.is_live,
        )
    )
    grant = db.session.scalar(own.order_by(Grant.id).limit(1))
    if grant is None:
        grant = Grant.open_apart(client, user, [team])
        grant.scopes = scopes.dump(NAMES)
        audit_trail.record("grant.opened", actor=user, team=team, grant=grant, scopes=grant.scopes)
    return grant
