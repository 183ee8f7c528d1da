"""The first steps of a new team."""

from flask import url_for

from app.language.texts import gettext as _
from app.models.teams import membership_search
from app.models.teams.membership import Membership


def steps(membership: Membership, *, has_events: bool, has_apps: bool) -> list[dict[str, object]]:
    """The steps, done or not; [] when all are done or the member may not manage the team."""
    slug = membership.team.slug
    items = [
        {
            "label": _("Add events, or import a calendar"),
            "done": has_events,
            "action": _("Import"),
            "url": url_for("portal.ask_event_import", slug=slug),
        },
        {
            "label": _("Add the people you work with"),
            "done": membership_search.count_of_team(membership.team) > 1,
            "action": _("Add members"),
            "url": url_for("portal.list_members", slug=slug),
        },
        {
            "label": _("Connect an app"),
            "done": has_apps,
            "action": _("See how"),
            "url": url_for("portal.list_team_apps", slug=slug),
        },
    ]
    is_shown = membership.may_manage and not all(item["done"] for item in items)
    return items if is_shown else []
