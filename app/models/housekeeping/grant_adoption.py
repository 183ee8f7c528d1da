"""Adopting an orphaned grant: the refresh token works again, for the owner who adopts it.

Of what was issued for the former user, only refresh tokens live on. Access tokens, unused codes
and feed links end for good, and no ID token tells of the former user's sign-in any more. It is
here because it reaches rooms that import that of grants.
"""

from sqlalchemy import exists, select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.feeds.feed_link import FeedLink
from app.models.grants import connect_rule, orphaned_grants
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import clock, scopes


def is_possible(grant: Grant, team: Team, by: User) -> bool:
    """Whether ``by`` may use the app, the team lets it connect, and a scope for it is left."""
    return (
        grant.client.is_available_to(by)
        and connect_rule.allows(team, grant.client)
        and bool(orphaned_grants.inherited(grant))
    )


def adopt(
    grant: Grant, team: Team, *, by: User, names: frozenset[str], identity_changed_at: int
) -> bool:
    """Give ``grant`` to ``by``, an owner of ``team``, with exactly the scopes ``names``.

    True for one caller, however many try at once; False as well when the role, the app, the policy
    or what would be inherited has changed since ``by`` was shown it. ``identity_changed_at`` is
    that of the app as it was shown: it may have another name, address or maker now.
    """
    if not Membership.hold_ownership(by, [team]):
        return False
    for row in (team, grant, grant.client):
        db.session.refresh(row)
    if not is_possible(grant, team, by) or orphaned_grants.inherited(grant) != names:
        return False
    if grant.client.identity_changed_at != identity_changed_at:
        return False
    if not orphaned_grants.adopt(grant, team, by=by, names=names):
        return False
    _end_issued(grant)
    _cut_refresh_tokens(grant, scopes.closure(names))
    return True


def has_refresh_token(grant: Grant) -> bool:
    """Whether the app holds a refresh token that would work again."""
    usable = exists().where(
        RefreshToken.family_id == TokenFamily.id,
        TokenFamily.grant_id == grant.id,
        TokenFamily.is_live,
        RefreshToken.spent_at.is_(None),
        RefreshToken.expires_at > clock.now(),
    )
    return bool(db.session.scalar(select(usable)))


def _cut_refresh_tokens(grant: Grant, kept: frozenset[str]) -> None:
    # What the adopter allows later is for tokens that are issued then.
    families = select(TokenFamily.id).where(TokenFamily.grant_id == grant.id)
    of_grant = RefreshToken.family_id.in_(families)
    for text in db.session.scalars(select(RefreshToken.scopes).where(of_grant).distinct()).all():
        left = scopes.dump(scopes.parse(text) & kept)
        if left != text:
            cut = update(RefreshToken).where(of_grant, RefreshToken.scopes == text)
            db.session.execute(cut.values(scopes=left))


def _end_issued(grant: Grant) -> None:
    now = clock.now()
    endings = (
        update(AccessToken)
        .where(AccessToken.grant_id == grant.id, AccessToken.revoked_at.is_(None))
        .values(revoked_at=now),
        update(AuthorizationCode)
        .where(AuthorizationCode.grant_id == grant.id, AuthorizationCode.used_at.is_(None))
        .values(expires_at=now),
        update(DeviceAuthorization)
        .where(DeviceAuthorization.grant_id == grant.id, DeviceAuthorization.redeemed_at.is_(None))
        .values(expires_at=now),
        update(TokenFamily).where(TokenFamily.grant_id == grant.id).values(authentication_id=None),
        update(FeedLink)
        .where(FeedLink.grant_id == grant.id, FeedLink.revoked_at.is_(None))
        .values(revoked_at=now),
    )
    for ending in endings:
        db.session.execute(ending.execution_options(synchronize_session=False))
