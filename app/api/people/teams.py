"""The teams that the token reaches."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import describe
from app.api.contract.people_schemas import TEAMS
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.openapi.operation import Answer


@bp.get("/teams")
@describe(
    "people",
    _("List teams"),
    _("The teams that the token reaches."),
    answers={200: Answer(_("The teams."), TEAMS)},
)
@require()
def list_teams() -> ResponseReturnValue:
    """{"data": [{"id", "slug", "name", "timezone", "role"}]}; any working token will do."""
    teams = sorted(current_token().teams, key=lambda team: team.id)
    return jsonify(data=[represent(team) for team in teams])


def represent(team: LiveTeam) -> dict[str, str]:
    """The team as programs see it, with the role of the token's user."""
    return {
        "id": team.public_id,
        "slug": team.slug,
        "name": team.name,
        "timezone": team.timezone,
        "role": team.role,
    }
