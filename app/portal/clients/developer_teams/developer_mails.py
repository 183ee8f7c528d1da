"""The mails about memberships of developer teams."""

from app.config import settings
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.user import User
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.portal.clients.developer_teams.developer_forms import SHORT_ROLES
from app.web.public_url import public_url_for


def send_invitation(address: str, team: DeveloperTeam, sender: User, key: str) -> None:
    """Mail the link with which the recipient joins ``team``."""
    link = public_url_for("portal.show_invitation", key=key)
    subject = _("An invitation to a developer team on %(site)s", site=settings().instance_name)
    template = "portal/mails/developer_invitation.txt"
    values = {"team": team, "sender": sender, "link": link}
    delivery.send_template(address, subject, template, user=None, **values)


def send_role_changed(member: DeveloperMembership) -> None:
    """Tell the member about their new role."""
    subject = _("Your role in %(team)s is changed", team=member.team.name)
    _send(member, member.user, subject, _("Your new role: %(role)s", role=SHORT_ROLES[member.role]))


def send_removed(member: DeveloperMembership) -> None:
    """Tell the member that they are none any more."""
    subject = _("You are no longer a member of %(team)s", team=member.team.name)
    _send(member, member.user, subject, _("You no longer have access to its apps."))


def send_joined(member: DeveloperMembership) -> None:
    """Tell the other admins that the member accepted an invitation."""
    subject = _("A new member of %(team)s", team=member.team.name)
    names = {"name": member.user.name, "role": SHORT_ROLES[member.role]}
    for admin in DeveloperMembership.list_users_with(member.team, Act.MANAGE):
        if admin.id != member.user_id:
            _send(member, admin, subject, _("%(name)s joined the team as %(role)s.", **names))


def send_appointed(member: DeveloperMembership) -> None:
    """Tell all members that operators made this one an admin."""
    subject = _("%(team)s has a new admin", team=member.team.name)
    names = {"name": member.user.name, "site": settings().instance_name}
    text = _("The operators of %(site)s made %(name)s an admin of the team.", **names)
    for other in DeveloperMembership.list_of(member.team):
        if other.user.is_active:
            _send(member, other.user, subject, text)


def _send(member: DeveloperMembership, user: User, subject: str, text: str) -> None:
    link = public_url_for("portal.list_developers", team_id=member.team.public_id)
    values = {"team": member.team, "text": text, "link": link}
    delivery.send_to(user, subject, "portal/mails/developer_news.txt", **values)
