"""Access to the apps of the signed-in user and of their developer teams.

The one question of every page about an app: strangers get 404, members without the right 403.
"""

from flask import abort, request

from app.database.transactions import SAFE_METHODS
from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act
from app.portal.blueprint import bp
from app.web.signed_in import current_person


def find_own_client(client_id: str, act: Act | None = None) -> Client:
    """The app with this id to which the user may do ``act``.

    Unless said otherwise, reading requests need Act.VIEW and all others Act.CHANGE. 404 for
    strangers, who learn of no app; 403 for members of its developer team with a lesser role.
    """
    client = Client.find_with_owner(client_id) or abort(404)
    acts = client.acts_of(current_person())
    if Act.VIEW not in acts:
        abort(404)
    if (act or _usual_act()) not in acts:
        refuse(client.makers_name or "")
    return client


def refuse(team: str) -> None:
    """Answer 403 to a member of ``team`` without the right."""
    message = _("Your role in %(team)s does not allow this. Ask an admin of the team.", team=team)
    abort(403, message)


def _usual_act() -> Act:
    return Act.VIEW if request.method in SAFE_METHODS else Act.CHANGE


@bp.app_template_global()
def acts_on(client: Client) -> frozenset[str]:
    """What the signed-in user may do to ``client``, by which its pages show their buttons."""
    return frozenset(act.value for act in client.acts_of(current_person()))
