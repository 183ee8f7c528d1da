"""Deleting an account, with everything that ends with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.grants import grant_endings
from app.models.grants.consent_receipt import ConsentReceipt
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import end_membership
from app.models.housekeeping import client_deletion, team_deletion
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.tickets import holder_endings
from app.models.tickets.ticket import Ticket
from app.models.tickets.ticket_invitation import TicketInvitation
from app.models.trials import sandbox
from app.models.usage import connection_summary
from app.models.usage.connection_summary import ClientUse

INVITATIONS = (
    TeamInvitation,
    DeveloperInvitation,
    TeamHandover,
    OperatorInvitation,
    ClientTransfer,
    TicketInvitation,
)


@dataclass(frozen=True)
class Outlook:
    """What deleting an account ends.

    ``teams`` have no other owner, and ``developer_teams`` no other admin, and prevent it.
    """

    teams: Sequence[Team]
    developer_teams: Sequence[DeveloperTeam]
    memberships: int
    grants: int
    clients: int
    client_use: ClientUse  # by other users, of all of this user's apps
    tickets: int


def foresee(user: User) -> Outlook:
    """Return what would end if ``user`` deleted their account now."""
    clients = list(db.session.scalars(_clients_of(user)))
    live_grants = select(func.count(Grant.id)).where(Grant.user_id == user.id, Grant.is_live)
    tickets = select(func.count(Ticket.id)).where(Ticket.holder_id == user.id)
    return Outlook(
        teams=list(db.session.scalars(_owned_alone(user))),
        developer_teams=_managed_alone(user),
        memberships=len(Membership.list_with_teams(user)),
        grants=db.session.scalar(live_grants) or 0,
        clients=len(clients),
        client_use=ClientUse.total(connection_summary.summarize(clients).values()),
        tickets=db.session.scalar(tickets) or 0,
    )


def delete(user: User) -> bool:
    """End everything of ``user`` and erase their data; False when they are deleted already.

    Raises LastOwnerError while a team has no other owner, or a developer team no other admin.
    """
    if not _hold(user):
        return False
    if (playground := sandbox.find(user)) is not None:
        team_deletion.delete(playground, by=user)
    _hold_teams(user)
    holder_endings.forget(user)
    for membership in db.session.scalars(_memberships_of(user)).all():
        end_membership(membership)
    _leave_developer_teams(user)
    grant_endings.revoke_all(user)
    for client in db.session.scalars(_clients_of(user)).all():
        client_deletion.delete(client)
    _forget_links(user)
    ConsentReceipt.forget(user)
    second_factors.forget(user)
    BrowserSession.end_all(user)
    user.forget()
    audit_trail.record("user.deleted", actor=user)
    return True


def _hold(user: User) -> bool:
    """Lock the account against new rows until the commit; False when it is deleted."""
    db.session.refresh(user, with_for_update=True)
    return user.deleted_at is None


def _hold_teams(user: User) -> None:
    """Lock the teams that lose a member or a guest, always in the same order: no deadlock."""
    member = select(Membership.team_id).where(
        Membership.user_id == user.id, Membership.ended_at.is_(None)
    )
    guest = select(Ticket.team_id).where(Ticket.holder_id == user.id)
    for team_id in sorted({*db.session.scalars(member), *db.session.scalars(guest.distinct())}):
        Team.of(team_id).lock()


def _forget_links(user: User) -> None:
    """Delete the links that were mailed to the address, and the address with them."""
    PasswordReset.close_all(user)
    for invitation in INVITATIONS:
        answered = and_(invitation.to_address(user.email), invitation.ended_at.is_not(None))
        db.session.execute(sql_delete(invitation).where(answered))
    db.session.execute(sql_delete(EmailConfirmation).where(EmailConfirmation.user_id == user.id))


def _memberships_of(user: User) -> Select[Any]:
    # Always in the same order, so that two users who leave the same teams cannot deadlock.
    present = select(Membership).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    return present.order_by(Membership.team_id)


def _leave_developer_teams(user: User) -> None:
    """Leave them; their apps go on. Always in the same order: no deadlock."""
    for membership in sorted(DeveloperMembership.list_of_user(user), key=lambda m: m.team_id):
        membership.end()


def _managed_alone(user: User) -> list[DeveloperTeam]:
    managed = [m.team for m in DeveloperMembership.list_of_user(user) if m.may(Act.MANAGE)]
    return [team for team in managed if DeveloperMembership.is_only_admin(team, user)]


def _clients_of(user: User) -> Select[Any]:
    return select(Client).where(Client.is_owned_by(user), Client.status != Status.DELETED)


def _owned_alone(user: User) -> Select[Any]:
    other = aliased(Membership)
    another_owner = exists().where(
        other.team_id == Membership.team_id,
        other.role == Role.OWNER,
        other.ended_at.is_(None),
        other.user_id != user.id,
    )
    return (
        select(Team)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.user_id == user.id,
            Membership.role == Role.OWNER,
            Membership.ended_at.is_(None),
            Team.sandbox_of_id.is_(None),
            ~another_owner,
        )
        .order_by(Team.name)
    )
