"""Access to a team's pages: 404 for non-members, 403 for members without the role.

A former slug redirects to the current one.
"""

from typing import NoReturn

from flask import abort, make_response, redirect, request, url_for

from app.database.transactions import SAFE_METHODS
from app.language.texts import gettext as _
from app.models.events.event import Event
from app.models.teams import factor_policy
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.portal.access.fresh_proof import require_fresh_proof
from app.portal.access.required_factor import lead_to_security
from app.web.signed_in import current_person

MAX_NAMES = 3  # owners to ask


def require_member(slug: str) -> Membership:
    """The signed-in user's membership of the team ``slug``."""
    team = Team.find(slug) or abort(404)
    membership = Membership.find(team, current_person()) or abort(404)
    if membership.team.slug != slug and request.method in SAFE_METHODS:
        abort(redirect(_present_address(membership.team), 301))
    return membership


def require_editor(slug: str) -> Membership:
    """The membership of a user who may edit the team's events."""
    membership = require_member(slug)
    if not membership.may_write_events:
        refuse(
            membership, _("This is for editors and owners of %(team)s.", team=membership.team.name)
        )
    return membership


def require_owner(slug: str, *, needs_proof: bool = True) -> Membership:
    """The membership of a user who may manage the team, with the factor that is demanded.

    Changes need a fresh proof; ``needs_proof=False`` is for those that only take access away.
    """
    membership = require_member(slug)
    if not membership.may_manage:
        refuse(membership, _("This is for owners of %(team)s.", team=membership.team.name))
    if factor_policy.keeps_from_owning(membership.user):
        abort(make_response(lead_to_security()))
    if needs_proof and request.method not in SAFE_METHODS:
        require_fresh_proof()
    return membership


def refuse(membership: Membership, who_can: str) -> NoReturn:
    """Answer 403, and name the owners whom the member can ask."""
    owners = Membership.list_owners([membership.team])[membership.team_id]
    names = ", ".join(owner.name for owner in owners[:MAX_NAMES])
    abort(403, _("%(who_can)s Ask %(names)s.", who_can=who_can, names=names))


def find_event(team: Team, event_slug: str) -> Event:
    """The team's event, drafts included; 404 when there is none."""
    return Event.find(team, event_slug) or abort(404)


def _present_address(team: Team) -> str:
    address = url_for(request.endpoint or "", **{**(request.view_args or {}), "slug": team.slug})
    # Appended as received: url_for would interpret names such as _method.
    query = request.query_string.decode("latin-1")
    return f"{address}?{query}" if query else address
