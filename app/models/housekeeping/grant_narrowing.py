"""Taking a scope or a team off a live grant, with what hangs on it.

The grant decides at every request, so this takes effect at the next one. The credentials under it
are cut as well: what was removed stays away from them even when the user allows it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.grants.grant_removal import GrantRemoval
from app.models.teams.team import Team
from app.models.values import scopes
from app.models.values.scopes import Permission


@dataclass(frozen=True)
class Removal:
    """What taking ``scope`` off a grant with the scopes ``names`` does; the page says it first."""

    names: frozenset[str]
    scope: str
    kept: frozenset[str] = frozenset()  # of the scopes that it includes

    @property
    def left(self) -> frozenset[str]:
        """The scopes that remain; none when these would permit nothing."""
        left = scopes.without(self.names, self.scope, self.kept)
        return left if scopes.permissions(left) else frozenset()

    @property
    def gone(self) -> frozenset[str]:
        """The scopes that go: it, and those that include it."""
        return self.names - self.left

    @property
    def included(self) -> frozenset[str]:
        """Scopes that it includes, without which the rest would be, and which may be kept."""
        direct = frozenset(scopes.SCOPES[self.scope].implies)
        return direct - scopes.closure(scopes.without(self.names, self.scope))

    @property
    def overlapping(self) -> frozenset[str]:
        """Remaining scopes that permit some of the same."""
        lost = scopes.SCOPES[self.scope].permissions
        return frozenset(name for name in self.left if scopes.SCOPES[name].permissions & lost)


def removable(grant: Grant) -> list[str]:
    """The scopes that can be taken off: those that permit anything."""
    return [s.name for s in scopes.describe(scopes.parse(grant.scopes)) if s.permissions]


def remove_scope(
    grant: Grant,
    scope: str,
    *,
    by: User,
    kept: Iterable[str] = (),
    team: Team | None = None,
) -> bool:
    """Take ``scope`` off, but leave those it includes that are ``kept``; commit after it.

    False when the grant has ended or has no such scope. What is left without any permission is
    revoked. ``team`` is the one whose owner does so.
    """
    if not grant.lock() or scope not in removable(grant):
        return False
    removal = Removal(scopes.parse(grant.scopes), scope)
    removal = Removal(removal.names, scope, removal.included & frozenset(kept))
    lost = scopes.closure(removal.names) - scopes.closure(removal.left)
    GrantRemoval.add_scopes(grant, lost, by)
    if not removal.left:
        grant.revoke(team)
        return True
    grant.scopes = scopes.dump(removal.left)
    _cut_credentials(grant, removal)
    if Permission.READ_EVENTS not in scopes.permissions(removal.left):
        _end_feed_links(grant)
    _record(grant, team, {"removed": scopes.dump(removal.gone)})
    return True


def remove_team(grant: Grant, removed: Team, *, by: User, team: Team | None = None) -> bool:
    """Take the team ``removed`` off; commit after it. False when it is not of the live grant.

    A grant of this team alone is revoked. ``team`` is the one whose owner does so.
    """
    if not grant.lock() or removed.id not in {each.id for each in grant.teams}:
        return False
    GrantRemoval.add_team(grant, removed, by)
    if len(grant.teams) == 1:
        grant.revoke(team)
        return True
    grant.leave(removed)
    _end_feed_links(grant, removed)
    _record(grant, team or removed, {"removed_team": removed.slug})
    return True


def _record(grant: Grant, team: Team | None, removed: dict[str, str]) -> None:
    facts = {"scopes": grant.scopes, "teams": " ".join(each.slug for each in grant.teams)}
    audit_trail.record("grant.narrowed", {**facts, **removed}, grant=grant, team=team)


def _cut_credentials(grant: Grant, removal: Removal) -> None:
    families = select(TokenFamily.id).where(TokenFamily.grant_id == grant.id)
    _cut(AccessToken, AccessToken.grant_id == grant.id, removal)
    _cut(RefreshToken, RefreshToken.family_id.in_(families), removal)
    _cut(AuthorizationCode, AuthorizationCode.grant_id == grant.id, removal)
    _cut(DeviceAuthorization, DeviceAuthorization.grant_id == grant.id, removal)


def _cut(credential: Any, of_grant: Any, removal: Removal) -> None:
    for text in db.session.scalars(select(credential.scopes).where(of_grant).distinct()).all():
        left = scopes.dump(scopes.without(scopes.parse(text), removal.scope, removal.kept))
        if left != text:
            cut = update(credential).where(of_grant, credential.scopes == text)
            db.session.execute(cut.values(scopes=left))


def _end_feed_links(grant: Grant, team: Team | None = None) -> None:
    for link in FeedLink.list_of_grant(grant, team):
        link.revoke()
