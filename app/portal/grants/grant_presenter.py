"""Describes a grant, for the user who gave it and for the team it is for."""

from typing import Any

from flask import url_for

from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.clients.client_status import Status
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.housekeeping import grant_narrowing
from app.models.teams.team import Team
from app.models.values import clock, scopes

MONTH = 30 * 86_400  # seconds
UNUSED_MONTHS = 3  # an app without a request for this long is pointed out


def describe(grant: Grant) -> dict[str, Any]:
    """What connection() shows of ``grant``, apart from its times."""
    by = grant.user.name if grant.is_personal and grant.user else grant.client.makers_name
    return {
        "grant": grant,
        "app": grant.title,
        "by": by,
        "teams": team_names(grant),
        "badge": badge(grant),
        "trouble": trouble(grant),
        "chips": chips(scopes.parse(grant.scopes)),
    }


def chips(names: frozenset[str]) -> list[dict[str, object]]:
    """What connection() shows of these scopes."""
    return [{"text": scope.sentence, "writes": scope.writes} for scope in scopes.describe(names)]


def scope_lines(names: str) -> list[dict[str, object]]:
    """What scope_list() shows of the scopes with these names."""
    return [
        {"name": scope.name, "title": scope.sentence, "text": scope.detail, "writes": scope.writes}
        for scope in scopes.describe(scopes.parse(names))
    ]


def removable(grant: Grant, team: Team | None = None) -> list[str]:
    """The scopes that can be taken off now; by the owners of ``team`` those that are for a team."""
    if not grant.is_live:
        return []
    names = grant_narrowing.removable(grant)
    return names if team is None else [name for name in names if scopes.SCOPES[name].needs_team]


def is_of_one_team(grant: Grant) -> bool:
    """Whether it is for one team alone, so that its owners decide about it."""
    return len(grant.teams) == 1


def removable_lines(grant: Grant, team: Team | None = None) -> list[dict[str, object]]:
    """What scope_list() shows of the scopes, with the page that takes each off."""
    names = removable(grant, team) if team is None or is_of_one_team(grant) else []
    lines = scope_lines(grant.scopes)
    for line in lines:
        if line["name"] in names:
            line["remove_url"] = _removal_url(grant, team, scope=str(line["name"]))
    return lines


def team_lines(grant: Grant) -> list[dict[str, str]]:
    """The teams of a live grant, with the page that takes each off."""
    if not grant.is_live:
        return []
    return [
        {"name": team.name, "remove_url": _removal_url(grant, None, team=team.slug)}
        for team in grant.teams
    ]


def _removal_url(
    grant: Grant, for_team: Team | None, *, scope: str | None = None, team: str | None = None
) -> str:
    grant_id = grant.public_id
    if for_team is None:
        return url_for("portal.ask_removal", grant_id=grant_id, scope=scope, team=team)
    return url_for("portal.ask_team_removal", slug=for_team.slug, grant_id=grant_id, scope=scope)


def team_names(grant: Grant) -> str:
    """The names of its teams, or that it is for the user's account alone."""
    return ", ".join(team.name for team in grant.teams) or _("Your account only")


def badge(grant: Grant) -> tuple[str, str] | None:
    """The most important thing to know about it: (label, kind); None when all is well."""
    if grant.client.status == Status.SUSPENDED:
        return _("Suspended by an operator"), "bad"
    if grant.client.status == Status.DELETED:
        return _("Deleted by its developer"), "bad"
    if grant.user is not None and not grant.user.is_active:
        return _("The account of its user is disabled"), "bad"
    if grant.is_paused:
        return _("Paused"), "warn"
    idle = (clock.now() - grant.active_at) // MONTH
    if idle >= UNUSED_MONTHS:
        return ngettext("Not used for one month", "Not used for %(num)s months", idle), "warn"
    if grant.is_personal:
        return _("Personal token"), "info"
    return None if grant.client.is_reviewed else (_("Not reviewed"), "warn")


def last_use(grant: Grant) -> str | None:
    """The address and user agent that used it last; None before that is recorded."""
    if not grant.last_used_address:
        return None
    return " · ".join(filter(None, (grant.last_used_address, grant.last_used_agent)))


def trouble(grant: Grant) -> str | None:
    """Why an operator suspended the app; None unless it is suspended."""
    if grant.client.status != Status.SUSPENDED:
        return None
    return grant.client.status_reason or _("No reason was given.")


def state(grant: Grant) -> tuple[str, str]:
    """Whether the app can use it now, as a badge: (label, kind)."""
    if grant.is_live and grant.is_usable and grant.is_paused:
        return _("Paused"), "warn"
    if grant.is_live:
        return (_("Connected"), "ok") if grant.is_usable else (_("Stopped"), "bad")
    return {
        GrantStatus.REVOKED: (_("Revoked"), ""),
        GrantStatus.ORPHANED: (_("Ended with the role"), ""),
    }.get(GrantStatus(grant.status), (_("Expired"), ""))
