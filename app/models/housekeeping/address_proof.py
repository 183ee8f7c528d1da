"""Proofs of an address. The first one ends what was made under the address before (invariant 18).

Anyone can sign up with the address of someone else, who proves it later: what the stranger left
behind, from open sessions to tokens of their apps, must not become part of the owner's account.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.grants import grant_endings
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import end_membership
from app.models.housekeeping import client_deletion, developer_team_deletion, team_deletion
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.tickets import holder_endings
from app.models.values.errors import LastAdminError, LastOwnerError


@dataclass(frozen=True)
class Belongings:
    """What an unproved account has, and loses with the first proof of its address."""

    owned: Sequence[Team] = ()  # alone: they are deleted
    joined: Sequence[Team] = ()  # they go on without it
    developer_teams: Sequence[DeveloperTeam] = ()
    clients: Sequence[Client] = ()
    grants: int = 0
    factors: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to lose."""
        return any(
            (
                self.owned,
                self.joined,
                self.developer_teams,
                self.clients,
                self.grants,
                self.factors,
            )
        )


def confirm(link: EmailConfirmation, session: BrowserSession) -> bool:
    """Redeem the link in the browser of ``session``, which alone stays signed in.

    True for exactly one caller; raises ValidationError as ``link.redeem`` does.
    """
    is_first = _hold(link.user)
    if not link.redeem():
        return False
    if is_first:
        _end_everything(link.user, kept=session)
    link.user.verify()
    return True


def reset_password(link: PasswordReset, new_password: str) -> bool:
    """Redeem the link; every session ends. True for exactly one caller, as ``link.redeem``."""
    is_first = _hold(link.user)
    if not link.redeem(new_password):
        return False
    # A change of address that waits may be a stranger's who was signed in.
    EmailConfirmation.close_all(link.user)
    if is_first:
        _end_everything(link.user)
    link.user.verify()  # the link came by mail
    return True


def disown(link: EmailConfirmation) -> str | None:
    """End everything of an account that someone else made with the link's address.

    Returns the key of a link to choose a password, with which the owner of the address may take
    the account over; until then no one can sign in. None when the link has just been used, or
    would only have changed the address: then it is withdrawn, and no more.
    """
    is_first = _hold(link.user)
    if not link.end():
        return None
    if link.is_change or not is_first:
        audit_trail.record("email.change_withdrawn", subject=link.user)
        return None
    _end_everything(link.user)
    link.user.password_hash = ""
    audit_trail.record("user.disowned", subject=link.user)
    return PasswordReset.issue(link.user)


def foresee(user: User) -> Belongings:
    """Return what the first proof of the address would end now."""
    if user.verified_at is not None:
        return Belongings()
    live_grants = select(func.count(Grant.id)).where(Grant.user_id == user.id, Grant.is_live)
    memberships = Membership.list_with_teams(user)
    owners = Membership.list_owners([membership.team for membership in memberships])
    alone = [m.team for m in memberships if owners[m.team_id] == [user]]
    return Belongings(
        owned=[team for team in alone if team.sandbox_of_id is None],
        joined=[m.team for m in memberships if m.team not in alone],
        developer_teams=[m.team for m in DeveloperMembership.list_of_user(user)],
        clients=_clients_of(user),
        grants=db.session.scalar(live_grants) or 0,
        factors=second_factors.read(user).count,
    )


def count_unproved() -> int:
    """Return the number of accounts whose first proof would end a membership or an app."""
    member = exists().where(Membership.user_id == User.id, Membership.ended_at.is_(None))
    developer = exists().where(Client.owner_id == User.id, Client.status != Status.DELETED)
    with_others = exists().where(
        DeveloperMembership.user_id == User.id, DeveloperMembership.ended_at.is_(None)
    )
    unproved = (User.verified_at.is_(None), User.disabled_at.is_(None))
    has_any = member | developer | with_others
    return db.session.scalar(select(func.count(User.id)).where(*unproved, has_any)) or 0


def _hold(user: User) -> bool:
    """Lock the account until the commit; whether its address was never proved.

    What the account makes at this moment is made before, and ends, or is refused with its session.
    """
    db.session.refresh(user, with_for_update=True)
    return user.verified_at is None


def _end_everything(user: User, *, kept: BrowserSession | None = None) -> None:
    had_any = bool(foresee(user))
    BrowserSession.end_all(user, but=kept)
    for end in ENDINGS:
        end(user)
    if had_any:
        audit_trail.record("user.unproved_ended", subject=user)


def _end_memberships(user: User) -> None:
    # Always in the same order, so that two users who leave the same teams cannot deadlock.
    for membership in sorted(Membership.list_with_teams(user), key=lambda m: m.team_id):
        try:
            end_membership(membership)
        except LastOwnerError:
            team_deletion.delete(membership.team, by=user)


def _delete_clients(user: User) -> None:
    for client in _clients_of(user):
        client_deletion.delete(client)
        # Its secret is known to who made it, so it cannot be brought back.
        client.status_before_deletion = None


def _clients_of(user: User) -> Sequence[Client]:
    own = select(Client).where(_is_of(user), Client.status != Status.DELETED)
    return db.session.scalars(own.order_by(Client.id)).all()


def _is_of(user: User) -> ColumnElement[bool]:
    """The clients of the user, and of developer teams that no one else manages."""
    alone = [m.team_id for m in DeveloperMembership.list_of_user(user) if _is_alone(m)]
    return Client.is_owned_by(user) | Client.owner_team_id.in_(alone)


def _is_alone(membership: DeveloperMembership) -> bool:
    return DeveloperMembership.is_only_admin(membership.team, membership.user)


def _leave_developer_teams(user: User) -> None:
    for membership in sorted(DeveloperMembership.list_of_user(user), key=lambda m: m.team_id):
        try:
            membership.end()
        except LastAdminError:
            developer_team_deletion.delete(membership.team)


# In this order. A noun that belongs to an account adds what ends it here; feed links end with the
# membership, tokens with the grant, and invitations and offers with who sent them.
ENDINGS: tuple[Callable[[User], object], ...] = (
    PasswordReset.close_all,
    EmailConfirmation.close_all,
    holder_endings.end_all,
    _end_memberships,
    grant_endings.revoke_all,
    second_factors.forget,
    _delete_clients,
    _leave_developer_teams,  # after their apps, which keep a team
)
