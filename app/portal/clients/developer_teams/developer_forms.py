"""The forms about a developer team and its members, and what its roles may do."""

from wtforms import SelectField, StringField

from app.language.texts import lazy_gettext as _
from app.models.clients.developer_teams import developer_team
from app.models.clients.developer_teams.developer_role import PERMISSIONS, Act, DeveloperRole
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PortalForm, choices, required

ROLES = {
    DeveloperRole.VIEWER.value: _("Viewer: sees everything but secrets, changes nothing"),
    DeveloperRole.DEVELOPER.value: _("Developer: does all technical work"),
    DeveloperRole.ADMIN.value: _("Admin: also manages people, transfers and deletes apps"),
}
SHORT_ROLES = {
    DeveloperRole.VIEWER.value: _("Viewer"),
    DeveloperRole.DEVELOPER.value: _("Developer"),
    DeveloperRole.ADMIN.value: _("Admin"),
}
ACTS = {
    Act.VIEW: _("See apps, their settings, usage and requests"),
    Act.CHANGE: _("Register apps, change and try them, answer operators"),
    Act.SECRETS: _("Make and revoke secrets"),
    Act.HEAR: _("Get mails about the apps"),
    Act.DISPOSE: _("Transfer, delete and restore apps, end all their permissions"),
    Act.MANAGE: _("Invite and remove people, rename or delete the team"),
}


def role_label(role: str) -> str:
    """The name of the role."""
    return str(SHORT_ROLES[role])


def describe_permissions() -> list[tuple[str, list[bool]]]:
    """Each act, and whether an admin, a developer and a viewer may do it."""
    return [
        (str(label), [act in acts for acts in PERMISSIONS.values()]) for act, label in ACTS.items()
    ]


class DeveloperTeamForm(PortalForm):
    """The name of a developer team."""

    name = StringField(
        _("Name"),
        [required],
        description=_("Organizers read it on the consent page, as the maker of your apps."),
        render_kw={"maxlength": developer_team.MAX_NAME},
    )


class DeveloperForm(PortalForm):
    """The person to invite, and their role."""

    email = AddressField(_("E-mail"), [required])
    role = SelectField(_("Role"), choices=choices(ROLES), default=DeveloperRole.DEVELOPER.value)


class DeveloperRoleForm(PortalForm):
    """The new role of a member."""

    role = SelectField(_("Role"), choices=choices(SHORT_ROLES))
