"""The forms about a team and its members."""

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField

from app.models.teams import team
from app.models.teams.membership import Role
from app.portal.forms.fields import PortalForm, required
from app.portal.forms.zone_field import ZoneField

ROLES = (
    (Role.VIEWER.value, _("Viewer: sees everything, changes nothing")),
    (Role.EDITOR.value, _("Editor: adds and changes events")),
    (Role.OWNER.value, _("Owner: also manages members, apps and the team")),
)
SHORT_ROLES = (
    (Role.VIEWER.value, _("Viewer")),
    (Role.EDITOR.value, _("Editor")),
    (Role.OWNER.value, _("Owner")),
)


def role_label(role: str) -> str:
    """The role as people read it."""
    return str(dict(SHORT_ROLES)[role])


class TeamForm(PortalForm):
    """What a team is called, where its pages stand, and its clock."""

    name = StringField(_("Name"), [required], render_kw={"maxlength": team.MAX_NAME})
    slug = StringField(
        _("Address"),
        description=_("Stands in links: lower-case letters, digits and hyphens."),
        render_kw={"maxlength": team.MAX_SLUG},
    )
    timezone = ZoneField(
        _("Time zone"),
        default="UTC",
        description=_("New events start out in it."),
    )


class MemberForm(PortalForm):
    """Whom to add, and what they may do."""

    email = StringField(_("E-mail"), [required])
    role = SelectField(
        _("Role"), choices=[SelectChoice(*one) for one in ROLES], default=Role.EDITOR.value
    )


class RoleForm(PortalForm):
    """What a member may do from now on."""

    role = SelectField(_("Role"), choices=[SelectChoice(*one) for one in SHORT_ROLES])
