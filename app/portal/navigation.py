"""The navigation beside the pages of an account, of a team, of an app and of the operators."""

from typing import Any, NamedTuple

from flask import request, url_for

from app.language.texts import lazy_gettext as _
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.portal.blueprint import bp


class Page(NamedTuple):
    """A link of the navigation; without an endpoint, a caption above a group."""

    label: str
    endpoint: str = ""
    icon: str = ""


ACCOUNT = (
    Page(_("Profile"), "portal.show_account", "user"),
    Page(_("Your tickets"), "portal.list_tickets", "calendar-days"),
    Page(_("Connected apps"), "portal.list_connected_apps", "link-2"),
    Page(_("Personal tokens"), "portal.list_personal_tokens", "key-round"),
    Page(_("Private links"), "portal.list_own_feed_links", "rss"),
    Page(_("Security"), "portal.show_security", "shield-check"),
    Page(_("Sessions"), "portal.list_sessions", "lock"),
    Page(_("Activity"), "portal.list_activity", "activity"),
)
OPERATORS = (
    Page(_("Review"), "portal.list_reviews", "shield-check"),
    Page(_("Apps"), "portal.list_all_apps", "layout-grid"),
    Page(_("People"), "portal.list_people", "user"),
    Page(_("Teams"), "portal.list_all_teams", "users"),
    Page(_("Audit"), "portal.list_audit", "scroll-text"),
    Page(_("Health"), "portal.show_health", "activity"),
)
TEAM = (
    Page(_("Home"), "portal.show_team", "layout-grid"),
    Page(_("Events"), "portal.list_team_events", "calendar-days"),
    Page(_("Feeds"), "portal.list_feeds", "rss"),
    Page(_("Members"), "portal.list_members", "users"),
    Page(_("Connected apps"), "portal.list_team_apps", "link-2"),
)
TEAM_SETTINGS = Page(_("Settings"), "portal.ask_team_settings", "settings")
CLIENT_SECRETS = Page(_("Secrets"), "portal.new_secret", "key-round")
CLIENT_DELETION = Page(_("Delete"), "portal.ask_client_deletion", "trash-2")
CLIENT = (
    Page(_("Overview"), "portal.show_client", "layout-grid"),
    Page(_("Try it"), "portal.show_trial", "play"),
    Page(_("Watch")),
    Page(_("Usage"), "portal.show_client_usage", "chart-column"),
    Page(_("Request log"), "portal.list_client_requests", "scroll-text"),
    Page(_("Flow doctor"), "portal.list_flow_failures", "activity"),
    Page(_("Set up")),
    Page(_("Redirect URIs"), "portal.show_redirect_uris", "link-2"),
    Page(_("Scopes"), "portal.show_client_scopes", "shield-check"),
    CLIENT_SECRETS,
    Page(_("Webhooks"), "portal.list_webhooks", "webhook"),
    Page(_("Manage")),
    Page(_("Settings"), "portal.show_client_settings", "settings"),
    Page(_("Standards"), "portal.show_client_standards", "circle-check"),
    CLIENT_DELETION,
)


@bp.app_template_global()
def account_navigation() -> list[dict[str, object]]:
    """The signed-in user's account pages, for sidenav()."""
    return _items(ACCOUNT)


@bp.app_template_global()
def operator_navigation() -> list[dict[str, object]]:
    """The pages of the operators."""
    return _items(OPERATORS)


@bp.app_template_global()
def team_navigation(team: Team, membership: Membership | None) -> list[dict[str, object]]:
    """The pages of a team; its settings for a member who may manage it."""
    may_manage = membership is not None and membership.may_manage
    return _items((*TEAM, TEAM_SETTINGS) if may_manage else TEAM, slug=team.slug)


@bp.app_template_global()
def client_navigation(client: Client, acts: frozenset[str]) -> list[dict[str, object]]:
    """The pages of an app; one without secrets has fewer, and so has a user with few ``acts``."""
    has_secrets = client.confidential and not client.proves_itself_by_key
    is_left_out = {
        CLIENT_SECRETS.endpoint: not has_secrets or Act.SECRETS not in acts,
        CLIENT_DELETION.endpoint: Act.DISPOSE not in acts,
    }
    pages = (page for page in CLIENT if not is_left_out.get(page.endpoint))
    return _items(tuple(pages), client_id=client.client_id)


def _items(pages: tuple[Page, ...], **values: Any) -> list[dict[str, object]]:
    """{"label", "url", "icon", "current"} of each page, {"caption"} of each caption.

    ``current`` is "page" for the page itself, and "true" for the nearest one above it.
    """
    # By endpoint: to compare pages is to translate their labels.
    urls = {page.endpoint: url_for(page.endpoint, **values) for page in pages if page.endpoint}
    above = [url for url in urls.values() if f"{request.path}/".startswith(f"{url}/")]
    nearest = max(above, key=len, default=None)
    current = "page" if nearest == request.path else "true"
    return [
        {
            "label": page.label,
            "url": urls[page.endpoint],
            "icon": page.icon,
            "current": current if urls[page.endpoint] == nearest else None,
        }
        if page.endpoint in urls
        else {"caption": page.label}
        for page in pages
    ]
