"""Whether personal tokens of its members reach a team: its owners decide."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectChoice

from app.extensions import db
from app.language.texts import gettext
from app.language.texts import lazy_gettext as _
from app.models.teams.team import Team
from app.portal.access.team_access import require_owner
from app.portal.blueprint import bp
from app.portal.forms.fields import PortalForm

ALLOWED, FORBIDDEN = "allowed", "forbidden"


class TokenPolicyForm(PortalForm):
    """Whether members' own scripts reach the team."""

    personal_tokens = RadioField(
        _("Personal tokens"),
        choices=[
            SelectChoice(ALLOWED, _("Allowed: members may let their own scripts act for the team")),
            SelectChoice(FORBIDDEN, _("Forbidden: only apps that an owner connected")),
        ],
    )

    @classmethod
    def of(cls, team: Team) -> "TokenPolicyForm":
        """The form with the present policy of ``team``."""
        present = FORBIDDEN if team.forbids_personal_tokens else ALLOWED
        return cls(formdata=None, data={"personal_tokens": present})


@bp.post("/teams/<slug>/settings/personal-tokens")
def change_token_policy(slug: str) -> ResponseReturnValue:
    """Save it; it holds from the next request on, for tokens that exist, too."""
    team, form = require_owner(slug).team, TokenPolicyForm()
    is_saved = form.apply(lambda: team.allow_personal_tokens(form.personal_tokens.data == ALLOWED))
    if is_saved:
        db.session.commit()
        flash(gettext("The team is saved."), "ok")
    else:
        flash(gettext("Choose one of the options."), "bad")
    return redirect(url_for("portal.ask_team_settings", slug=slug))
