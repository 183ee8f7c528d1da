"""What an invitation offers, why one has ended, and what follows when it is accepted."""

from dataclasses import dataclass
from typing import assert_never

from flask import flash, url_for

from app.config import settings
from app.language.texts import gettext as _
from app.models.accounts.invitation import Ending, Invitation
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import FormerOwners, TeamHandover
from app.models.teams.membership import Membership
from app.models.teams.team_invitation import TeamInvitation
from app.models.tickets.ticket_invitation import TicketInvitation
from app.portal import mails
from app.portal.clients.developer_teams import developer_forms, developer_mails
from app.portal.events import event_presenter
from app.portal.teams.team_forms import ROLES, role_label
from app.web.signed_in import current_person


@dataclass(frozen=True)
class Offer:
    """The texts of the page. ``name`` is that of the team or app; None: of the installation."""

    title: str
    text: str
    details: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True)
class Ended:
    """The texts of the page of an invitation that cannot be answered any more."""

    title: str
    text: str


def describe(invitation: Invitation) -> Offer:
    """What the invitation offers, and from whom."""
    match invitation:
        case TeamInvitation():
            return _describe_membership(invitation)
        case DeveloperInvitation():
            return _describe_developer(invitation)
        case TeamHandover():
            return _describe_handover(invitation)
        case OperatorInvitation():
            return _describe_operator()
        case ClientTransfer():
            return _describe_transfer(invitation)
        case TicketInvitation():
            return _describe_ticket(invitation)
    raise TypeError(type(invitation))


def welcome(invitation: Invitation) -> str:
    """Tell the user what they have now, and return the address of its page."""
    match invitation:
        case TeamInvitation():
            return _welcome_member(invitation)
        case DeveloperInvitation():
            return _welcome_developer(invitation)
        case TeamHandover():
            flash(_("You are an owner of %(team)s.", team=invitation.team.name), "ok")
            return url_for("portal.show_team", slug=invitation.team.slug)
        case OperatorInvitation():
            flash(_("You are an operator of %(site)s.", site=settings().instance_name), "ok")
            return url_for("portal.list_reviews")
        case ClientTransfer():
            return _welcome_owner(invitation)
        case TicketInvitation():
            flash(_("The ticket is yours. Show its code at the entrance."), "ok")
            return url_for("portal.show_ticket", ticket_id=invitation.ticket.public_id)
    raise TypeError(type(invitation))


def describe_ended(invitation: Invitation | None) -> Ended:
    """Why it cannot be answered, and what to do; None is a link that does not exist."""
    if invitation is None or (invitation.ended_at is not None and invitation.ended_as is None):
        text = _("It was used or withdrawn, or it has expired. Ask the sender for a new one.")
        return Ended(_("This invitation no longer works"), text)
    if invitation.is_expired:
        text = _("Ask the sender for a new one.")
        return Ended(_("This invitation has expired"), text)
    if invitation.ended_as is None:
        text = _("The sender may no longer offer this. Ask someone else who may.")
        return Ended(_("This invitation no longer works"), text)
    return _describe_ending(Ending(invitation.ended_as))


def _describe_ending(ending: Ending) -> Ended:
    match ending:
        case Ending.ACCEPTED:
            text = _("It works once. Sign in with the account that accepted it.")
            return Ended(_("This invitation is accepted"), text)
        case Ending.DECLINED:
            text = _("Nothing has changed. If you change your mind, ask the sender for a new one.")
            return Ended(_("This invitation is declined"), text)
        case Ending.WITHDRAWN:
            text = _("The sender took it back. Ask them if you did not expect that.")
            return Ended(_("This invitation is withdrawn"), text)
        case Ending.REPLACED:
            text = _("Only the newest link works. Look for a later mail.")
            return Ended(_("There is a newer invitation"), text)
    assert_never(ending)


def _describe_membership(invitation: TeamInvitation) -> Offer:
    team, sender = invitation.team.name, invitation.invited_by.name
    return Offer(
        title=_("Join %(team)s?", team=team),
        text=_("%(name)s invites you to this team.", name=sender),
        details=(str(ROLES[invitation.role]),),
        name=team,
    )


def _describe_developer(invitation: DeveloperInvitation) -> Offer:
    team, sender = invitation.team.name, invitation.invited_by.name
    return Offer(
        title=_("Join the developer team %(team)s?", team=team),
        text=_("%(name)s invites you. The team owns apps together.", name=sender),
        details=(str(developer_forms.ROLES[invitation.role]),),
        name=team,
    )


def _describe_handover(invitation: TeamHandover) -> Offer:
    team, site = invitation.team.name, settings().instance_name
    details = [_("Owners manage members, apps and the team. All members are told.")]
    if invitation.former == FormerOwners.DEMOTE:
        details.append(_("Its present owners become editors."))
    if invitation.reason:
        details.append(_("Reason: %(reason)s", reason=invitation.reason))
    return Offer(
        title=_("Become an owner of %(team)s?", team=team),
        text=_("An operator of %(site)s hands this team to you.", site=site),
        details=tuple(details),
        name=team,
    )


def _describe_operator() -> Offer:
    site = settings().instance_name
    return Offer(
        title=_("Become an operator of %(site)s?", site=site),
        text=_("An operator invites you to help run this site."),
        details=(
            _(
                "Operators review and stop apps, disable accounts, read the audit trail, and "
                "appoint other operators."
            ),
        ),
    )


def _describe_transfer(offer: ClientTransfer) -> Offer:
    name = offer.offered_by.name
    return Offer(
        title=_("Take over %(app)s?", app=offer.client.name),
        text=_("%(name)s hands this app over to you. You answer for it from then on.", name=name),
        details=(_("%(name)s knows its secrets: rotate them afterwards.", name=name),),
        name=offer.client.name,
    )


def _describe_ticket(invitation: TicketInvitation) -> Offer:
    event, date = invitation.ticket.event, invitation.ticket.date
    names = {"name": invitation.sent_by.name, "team": event.team.name}
    if invitation.is_transfer:
        text = _("%(name)s gives you a ticket. Its code changes when you accept.", **names)
    else:
        text = _("%(team)s has put you on the guest list.", **names)
    details = (event_presenter.start_label(event, date),) if date else ()
    return Offer(_("A ticket for %(event)s", event=event.title), text, details, event.team.name)


def _welcome_member(invitation: TeamInvitation) -> str:
    team = invitation.team
    membership = Membership.find(team, current_person())
    if membership is not None and membership.role != invitation.role:
        role = role_label(membership.role)
        flash(_("You are a member already. Your role stays: %(role)s.", role=role), "info")
    else:
        flash(_("You are a member of %(team)s.", team=team.name), "ok")
    return url_for("portal.show_team", slug=team.slug)


def _welcome_developer(invitation: DeveloperInvitation) -> str:
    team = invitation.team
    membership = DeveloperMembership.find(team, current_person())
    if membership is not None and membership.role != invitation.role:
        role = developer_forms.role_label(membership.role)
        flash(_("You are a member already. Your role stays: %(role)s.", role=role), "info")
    else:
        if membership is not None:
            developer_mails.send_joined(membership)
        flash(_("You are a member of %(team)s.", team=team.name), "ok")
    return url_for("portal.show_developer_team", team_id=team.public_id)


def _welcome_owner(offer: ClientTransfer) -> str:
    client, former = offer.client, offer.offered_by
    others = [user for user in offer.former if user.id != current_person().id]
    mails.send_transfer_done(client, others)
    names = {"app": client.name, "name": former.name}
    if client.owner_team is not None:
        names["team"] = client.owner_team.name
        message = _(
            "%(app)s belongs to %(team)s. %(name)s knows its secrets: rotate them.", **names
        )
    else:
        message = _("%(app)s is yours. %(name)s knows its secrets: rotate them.", **names)
    flash(message, "ok")
    return url_for("portal.show_client", client_id=client.client_id)
