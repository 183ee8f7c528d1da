"""What the user took off the app before: the page says so, and only such a page brings it back."""

from collections.abc import Sequence
from typing import Any

from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.grants.grant_removal import GrantRemoval
from app.models.teams.team import Team
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.web.template_filters import exact_date


class NewRemovalError(Exception):
    """Something was taken off after the page was shown."""


def mark(
    groups: Sequence[dict[str, Any]], removals: Sequence[GrantRemoval], user: User
) -> list[dict[str, Any]]:
    """The groups of scopes, with a note on each that brings back what was taken off."""
    return [
        {
            **group,
            "lines": [
                {**line, "note": note([r for r in removals if r.is_about((line["name"],))], user)}
                for line in group["lines"]
            ],
        }
        for group in groups
    ]


def note_of_team(removals: Sequence[GrantRemoval], team: Team, user: User) -> str | None:
    """That the team was taken off; None if it was not."""
    return note([each for each in removals if each.team_id == team.id], user)


def note(removals: Sequence[GrantRemoval], user: User) -> str | None:
    """Who took it off, and when; None if it was not."""
    if not removals:
        return None
    last = removals[0]
    values = {"date": exact_date(last.removed_at), "person": last.removed_by.name}
    if last.removed_by_id == user.id:
        return _("You removed this on %(date)s", **values)
    return _("%(person)s removed this on %(date)s", **values)


def restore(
    auth_request: AuthorizationRequest, user: User, teams: Sequence[Team], shown: Sequence[str]
) -> None:
    """Note that the user allows again what the page has ``shown`` as taken off.

    Raises NewRemovalError when the approval would bring back anything else.
    """
    removals = [
        removal
        for removal in GrantRemoval.list_open(user, auth_request.client)
        if removal.is_undone_by(auth_request.scopes, teams)
    ]
    if any(removal.public_id not in shown for removal in removals):
        raise NewRemovalError
    for removal in removals:
        removal.restore()
