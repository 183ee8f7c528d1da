"""The choice of the owner of an app: the user, or one of their developer teams."""

from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act

PERSON = ""  # the value for the user alone; a team has its public ID


def choices(user: User, act: Act) -> list[tuple[str, str]]:
    """The user, and the teams to whose apps they may do ``act``: (value, label)."""
    memberships = DeveloperMembership.list_of_user(user)
    teams = [(m.team.public_id, m.team.name) for m in memberships if m.may(act)]
    return [(PERSON, _("You alone (%(name)s)", name=user.name)), *teams]


def find(value: str, user: User, act: Act) -> Owner | None:
    """The owner that this value of ``choices`` means now; None for any other."""
    if value == PERSON:
        return user
    memberships = DeveloperMembership.list_of_user(user)
    teams = {m.team.public_id: m.team for m in memberships if m.may(act)}
    return teams.get(value)


def value_of(owner: Owner) -> str:
    """The value of ``owner`` in ``choices``."""
    return PERSON if isinstance(owner, User) else owner.public_id
