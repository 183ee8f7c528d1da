"""Describes a grant, for the user who gave it and for the team it is for."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.models.clients.client_status import Status
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
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
        {"title": scope.sentence, "text": scope.detail, "writes": scope.writes}
        for scope in scopes.describe(scopes.parse(names))
    ]


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
    if grant.is_live:
        return (_("Connected"), "ok") if grant.is_usable else (_("Stopped"), "bad")
    return {
        GrantStatus.REVOKED: (_("Revoked"), ""),
        GrantStatus.ORPHANED: (_("Ended with the role"), ""),
    }.get(GrantStatus(grant.status), (_("Expired"), ""))
