"""Words for people about teams."""

from flask_babel import gettext as _

from app.models.teams.membership import Role


def role_word(role: str) -> str:
    """The role as a word."""
    return {Role.OWNER: _("Owner"), Role.EDITOR: _("Editor"), Role.VIEWER: _("Viewer")}[Role(role)]
