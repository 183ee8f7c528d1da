"""The team of a request: from the path, from ``X-API-ORG``, or the only one of the token."""

from typing import NoReturn

from flask import request

from app.api.bearer.errors import explain, refuse, refuse_team
from app.models.credentials.live_token import LiveTeam, LiveToken
from app.models.flow_doctor.diagnosis import Reason
from app.models.teams.team import FormerSlug
from app.models.values.scopes import Permission
from app.observability import metering

HEADER = "X-API-ORG"
_IN_ENVIRON = "HTTP_X_API_ORG"


def named_in_header(token: LiveToken) -> LiveTeam | None:
    """The token's team that the header names by id or slug; None without a header."""
    # Without the proxy, whose cost is noticeable here.
    name = request._get_current_object().environ.get(_IN_ENVIRON)  # type: ignore[attr-defined]
    if name is None:
        return None
    if "," in name:  # several headers reach us as one
        refuse(400, "invalid_request", f"Send one {HEADER} header only.")
    team = next((team for team in token.teams if team.public_id == name), None)
    return team or _find(token, name) or _refuse_wrong_team(token, name)


def find_team(
    token: LiveToken, slug: str | None, *, named: LiveTeam | None, needs: tuple[Permission, ...]
) -> LiveTeam:
    """The token's team with this slug, present or former; without one, ``named`` or the only one.

    Aborts with 403 for every other team, whether or not it exists, and where the user's role is
    too low.
    """
    team = _find(token, slug) if slug is not None else named or _only(token)
    if team is None:
        _refuse_wrong_team(token, slug or "")
    if not token.permits_all(needs, team):
        explain(Reason.ROLE_TOO_LOW, team=team.slug)
        refuse_team()
    if named is not None and named != team:
        explain(Reason.TEAM_CONTRADICTED)
        refuse(400, "invalid_request", f"{HEADER} names another team than the path.")
    metering.recognise_team(team.id)
    return team


def _only(token: LiveToken) -> LiveTeam | None:
    if len(token.teams) > 1:
        explain(Reason.TEAM_AMBIGUOUS)
        refuse(400, "invalid_request", f"The token reaches several teams. Name one in {HEADER}.")
    return token.teams[0] if token.teams else None


def _refuse_wrong_team(token: LiveToken, name: str) -> NoReturn:
    explain(Reason.WRONG_TEAM, sent=name, reached=" ".join(team.slug for team in token.teams))
    refuse_team()


def _find(token: LiveToken, slug: str) -> LiveTeam | None:
    for team in token.teams:
        if team.slug == slug:
            return team
    by_id = {team.id: team for team in token.teams}
    former_id = FormerSlug.find_team_id(slug, among=by_id)
    return None if former_id is None else by_id[former_id]
