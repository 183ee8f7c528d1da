"""Names of developer teams, which organizers read on the consent page, as the makers of apps."""

from sqlalchemy import select

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.developer_role import Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values import names
from app.models.values.errors import ValidationError

MAX_COMPARED = 10_000  # teams with reviewed apps


def check_free(name: str, *, by: User, team: DeveloperTeam | None = None) -> None:
    """Raise ValidationError("name", …) for one that looks like what operators vouched for.

    That is the name of a reviewed app, unless ``by`` may dispose of it, and of another team
    with a reviewed app. ``team`` is the one to rename; it keeps a name that only looks the same.
    """
    key = names.key(name)
    if team is not None and key == names.key(team.name):
        return
    reviewed = select(Client).where(
        Client.reviewed_name_key == key, Client.status != Status.DELETED
    )
    with db.session.no_autoflush:
        apps = db.session.scalars(reviewed.limit(50)).all()
        if any(not app.may(by, Act.DISPOSE) for app in apps):
            message = _("This is the name of a reviewed app. Choose another.")
            raise ValidationError("name", message)
        if key in map(names.key, _list_vouched(team)):
            message = _("This is the name of a team with reviewed apps. Choose another.")
            raise ValidationError("name", message)


def _list_vouched(team: DeveloperTeam | None) -> list[str]:
    """The names of the teams with a reviewed app, without that of ``team``."""
    vouched = (
        select(DeveloperTeam.name)
        .join(Client, Client.owner_team_id == DeveloperTeam.id)
        .where(
            Client.reviewed_at.is_not(None),
            Client.status != Status.DELETED,
            DeveloperTeam.id.is_distinct_from(team.id if team is not None else None),
        )
        .distinct()
    )
    return list(db.session.scalars(vouched.limit(MAX_COMPARED)))
