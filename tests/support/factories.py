"""Ready-made rows: each function makes one, with what the test does not care about filled in.

Call them inside an app context, then commit.
"""

import itertools
from datetime import datetime, timedelta

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.personal_tokens import personal_token
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket

PASSWORD = "a long enough password"
REDIRECT_URI = "https://app.example/callback"

_numbers = itertools.count(1)


def make_user(email: str = "", *, name: str = "Ana Rossi", **columns) -> User:
    """A person who can sign in with PASSWORD."""
    email = email or f"person{next(_numbers)}@example.org"
    user = User.register(email=email, name=name, new_password=PASSWORD)
    user.verify()
    for column, value in columns.items():
        setattr(user, column, value)
    db.session.add(user)
    db.session.flush()
    return user


def make_team(owner: User | None = None, *, name: str = "", slug: str = "") -> Team:
    """A team in Rome whose owner is ``owner`` or somebody new."""
    name = name or f"Team {next(_numbers)}"
    return Membership.found_team(
        name=name, owner=owner or make_user(), slug=slug, timezone="Europe/Rome"
    )


def join(team: Team, user: User, role: Role = Role.EDITOR) -> Membership:
    """Make ``user`` a member of ``team``."""
    membership = Membership(team=team, user=user, role=role)
    db.session.add(membership)
    db.session.flush()
    return membership


def make_developer_team(admin: User | None = None, *, name: str = "") -> DeveloperTeam:
    """A developer team whose only member is ``admin`` or somebody new."""
    name = name or f"Makers {next(_numbers)}"
    return DeveloperMembership.found_team(name, admin or make_user())


def join_developers(
    team: DeveloperTeam, user: User, role: DeveloperRole = DeveloperRole.DEVELOPER
) -> DeveloperMembership:
    """Make ``user`` a member of the developer team."""
    DeveloperMembership.begin(team, user, role)
    return DeveloperMembership.find(team, user)


def make_event(team: Team, title: str = "Spring night", **details) -> Event:
    """An event of three hours next week, unless ``details`` say otherwise."""
    start = details.pop("start", datetime(2027, 3, 20, 20, 0))
    end = details.pop("end", start + timedelta(hours=3))
    timezone = details.pop("timezone", team.timezone)
    checked = EventDetails(title=title, start=start, end=end, timezone=timezone, **details)
    return Event.create(team, checked.checked())


def make_ticket(event: Event, holder: User | None = None, **columns) -> Ticket:
    """A valid ticket of ``holder`` or somebody new."""
    ticket, _code = Ticket.issue(event, holder or make_user())
    for column, value in columns.items():
        setattr(ticket, column, value)
    db.session.flush()
    return ticket


def make_client(owner: Owner | None = None, **metadata) -> tuple[Client, str | None]:
    """A live client with one redirect URI, and its secret (None for a public one)."""
    metadata.setdefault("name", f"Poster Board {next(_numbers)}")
    metadata.setdefault("redirect_uris", (REDIRECT_URI,))
    if isinstance(metadata.get("scopes"), str):
        metadata["scopes"] = frozenset(metadata["scopes"].split())
    made = Client.register(owner or make_user(), ClientMetadata(**metadata).checked())
    db.session.flush()
    return made


def make_grant(client: Client, user: User, *teams: Team, scopes: str = "events:read") -> Grant:
    """What ``user`` allows ``client`` for ``teams``."""
    return Grant.approve(client=client, user=user, teams=teams, names=frozenset(scopes.split()))


def make_personal_token(
    user: User, *teams: Team, scopes: str = "events:read", **details
) -> tuple[Grant, str]:
    """The grant and the text of a personal token of ``user`` for ``teams``."""
    details = {"name": "Nightly export", **details}
    made = personal_token.make(user, teams=teams, scope_names=scopes.split(), **details)
    db.session.flush()
    return made


def make_code(grant: Grant, **details) -> str:
    """The text of an unspent code under ``grant``, without a code challenge."""
    details = {
        "scopes": grant.scopes,
        "redirect_uri": REDIRECT_URI,
        "code_challenge": None,
        **details,
    }
    code = AuthorizationCode.issue(grant, **details)
    db.session.flush()
    return code


def make_tokens(grant: Grant, *, scopes: str | None = None) -> tuple[str, str]:
    """The texts of a live access token and its refresh token under ``grant``."""
    family = TokenFamily.open(grant)
    scopes = scopes or grant.scopes
    _row, access = AccessToken.issue(grant, scopes=scopes, lifetime=7200, family=family)
    refresh = RefreshToken.issue(family, scopes=scopes, lifetime=86_400)
    db.session.flush()
    return access, refresh
