"""The forms about a team and its members."""

from wtforms import RadioField, SelectField, StringField

from app.language.texts import lazy_gettext as _
from app.models.teams import team
from app.models.teams.membership import Role
from app.models.teams.team import ConnectPolicy
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PortalForm, choices, required
from app.portal.forms.zone_field import ZoneField

ROLES = {
    Role.VIEWER.value: _("Viewer: sees everything, changes nothing"),
    Role.EDITOR.value: _("Editor: adds and changes events"),
    Role.OWNER.value: _("Owner: also manages members, apps and the team"),
}
SHORT_ROLES = {
    Role.VIEWER.value: _("Viewer"),
    Role.EDITOR.value: _("Editor"),
    Role.OWNER.value: _("Owner"),
}


def role_label(role: str) -> str:
    """The name of the role."""
    return str(SHORT_ROLES[role])


class TeamForm(PortalForm):
    """A team's name, address and time zone."""

    name = StringField(_("Name"), [required], render_kw={"maxlength": team.MAX_NAME})
    slug = StringField(
        _("Address"),
        description=_("Part of the team's links: lower-case letters, digits and hyphens."),
        render_kw={"maxlength": team.MAX_SLUG},
    )
    timezone = ZoneField(
        _("Time zone"), description=_("The zone of the team's events. Type a city, such as Rome.")
    )


POLICIES = {
    ConnectPolicy.OWNERS.value: _("Owners connect any app"),
    ConnectPolicy.REVIEWED.value: _("Owners connect only apps that an operator reviewed"),
    ConnectPolicy.ASK.value: _("Owners connect any app, and are asked each time"),
}


class TeamSettingsForm(TeamForm):
    """What owners decide about their team."""

    connect_policy = RadioField(
        _("Who may connect apps"),
        choices=choices(POLICIES),
        description=_(
            "It holds for new connections and for more access. What is connected keeps its access."
        ),
    )


class MemberForm(PortalForm):
    """The user to add, and their role."""

    email = AddressField(_("E-mail"), [required])
    role = SelectField(_("Role"), choices=choices(ROLES), default=Role.EDITOR.value)


class RoleForm(PortalForm):
    """The new role of a member."""

    role = SelectField(_("Role"), choices=choices(SHORT_ROLES))
