"""Personal tokens: a user lets a script of their own act for some teams, without an app.

A personal token is a grant of the user to one built-in client, with one access token that is never
refreshed. So everything that holds for grants and access tokens holds for it (decision 52).
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError

from app.config import settings
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_profile import PROFILES
from app.models.clients.client_status import PERSONAL, Status
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import MAX_LABEL, Grant
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import clock, names, plain_text, scopes, secret
from app.models.values.errors import LimitError, ValidationError

DAY = 86_400  # seconds
USUAL_LIFETIME = 90 * DAY
LONGEST_LIFETIME = 365 * DAY
# The dialects' scopes are for their clients; these permit as much.
SCOPES = (
    *("events:read", "events:write", "guests:read", "guests:write"),
    *("profile:read", "tickets:read"),
)
NAME = "Personal tokens"
CLIENT_ID = secret.derive(secret.Kind.CLIENT_ID, NAME, "")


def make(
    user: User,
    *,
    name: str,
    teams: Sequence[Team],
    scope_names: Collection[str],
    lifetime: int = USUAL_LIFETIME,
) -> tuple[Grant, str]:
    """The grant of a new token, and its text, which is not stored; ``lifetime`` in seconds.

    Raises ValidationError(field, …) for name, team, scopes or expires, and
    LimitError("name", …) for a user who has too many.
    """
    label = plain_text.one_line(name, field="name", max_length=MAX_LABEL)
    granted = _check_scopes(scope_names)
    _check_lifetime(lifetime)
    _check_count(user)
    _check_teams(user, teams, granted)
    grant = Grant.open_apart(built_in_client(), user, teams)
    grant.label, grant.scopes = label, scopes.dump(granted)
    grant.expires_at = clock.now() + lifetime
    plain = secret.generate(secret.Kind.PERSONAL_TOKEN)
    AccessToken.issue(grant, scopes=grant.scopes, lifetime=lifetime, token=plain)
    audit_trail.record(
        "personal_token.created",
        grant=grant,
        team=teams[0] if teams else None,
        name=label,
        scopes=grant.scopes,
        teams=" ".join(team.slug for team in teams),
    )
    return grant, plain


def of_user(user: User) -> ColumnElement[bool]:
    """The condition for the grants that are this user's personal tokens."""
    ours = select(Client.id).where(Client.source == PERSONAL)
    return (Grant.user_id == user.id) & Grant.client_id.in_(ours)


def longest_lifetime() -> int:
    """In seconds: a year, or the operator's limit of access tokens."""
    return min(LONGEST_LIFETIME, settings().max_access_token_lifetime)


def built_in_client() -> Client:
    """The client of all personal tokens, made with the first; an operator can suspend it.

    It has no redirect URI, secret or grant type, so that no one can authorize it.
    """
    client = _find_client()
    if client is None:
        try:
            with db.session.begin_nested():
                db.session.add(_new_client())
        except IntegrityError:  # another request has just made it
            pass
        else:
            audit_trail.record("client.registered", {"source": PERSONAL})
        client = _find_client()
        assert client is not None
    if client.scopes != scopes.dump(SCOPES):
        client.scopes = scopes.dump(SCOPES)
    return client


def _find_client() -> Client | None:
    return db.session.scalar(select(Client).where(Client.client_id == CLIENT_ID))


def _new_client() -> Client:
    profile, key = PROFILES["standard"], names.key(NAME)
    return Client(
        client_id=CLIENT_ID,
        name=NAME,
        name_key=key,
        reviewed_at=clock.now(),
        reviewed_name_key=key,
        profile=profile.name,
        runs_on="server",
        confidential=True,
        status=Status.LIVE,
        source=PERSONAL,
        scopes=scopes.dump(SCOPES),
        **profile.settings() | {"grant_types": "", "silent_reapproval": False},
    )


def _check_scopes(scope_names: Collection[str]) -> frozenset[str]:
    if not scope_names:
        raise ValidationError("scopes", _("Choose at least one."))
    if unknown := sorted(set(scope_names) - set(SCOPES)):
        shown = ", ".join(repr(name[:40]) for name in unknown[:3])
        message = _("A personal token cannot have the scope %(names)s.", names=shown)
        raise ValidationError("scopes", message)
    return frozenset(scope_names)


def _check_lifetime(lifetime: int) -> None:
    if not 0 < lifetime <= longest_lifetime():
        days = longest_lifetime() // DAY
        raise ValidationError("expires", _("Choose a time of at most %(days)d days.", days=days))


def _check_count(user: User) -> None:
    """Locks the user's row until the commit, so that two forms do not both fit in."""
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    live = select(func.count(Grant.id)).where(of_user(user), Grant.is_live)
    if (db.session.scalar(live) or 0) >= settings().max_personal_tokens:
        message = _("You have as many personal tokens as one person may have. Revoke one first.")
        raise LimitError("name", message)


def _check_teams(user: User, teams: Sequence[Team], granted: frozenset[str]) -> None:
    if scopes.need_team(granted) and not teams:
        raise ValidationError("team", _("Choose at least one team: these scopes are about teams."))
    if not Membership.hold(user, teams):
        raise ValidationError("team", _("Choose among your teams."))
    for team in teams:
        if team.forbids_personal_tokens:
            message = _("%(team)s does not allow personal tokens.", team=team.name)
            raise ValidationError("team", message)
