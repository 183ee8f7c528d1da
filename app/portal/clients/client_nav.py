"""The pages of one app, as the navigation beside them lists them."""

from flask import url_for
from flask_babel import lazy_gettext as _

from app.models.clients.client import Client
from app.portal.blueprint import bp

# (caption,) begins a group; (words, endpoint, icon) is a page.
PAGES = (
    (_("Overview"), "portal.show_client", "layout-grid"),
    (_("Try it"), "portal.show_trial", "play"),
    (_("Watch"),),
    (_("Usage"), "portal.show_client_usage", "chart-column"),
    (_("Request log"), "portal.list_client_requests", "scroll-text"),
    (_("Flow doctor"), "portal.list_flow_failures", "activity"),
    (_("Set up"),),
    (_("Redirect URIs"), "portal.show_redirect_uris", "link-2"),
    (_("Scopes"), "portal.show_client_scopes", "shield-check"),
    (_("Secrets"), "portal.new_secret", "key-round"),
    (_("Manage"),),
    (_("Settings"), "portal.show_client_settings", "settings"),
    (_("Delete"), "portal.ask_client_deletion", "trash-2"),
)


@bp.app_template_global()
def client_nav(client: Client) -> list[dict[str, object]]:
    """What sidenav() draws for ``client``; a public app has no page for secrets."""
    shown = [page for page in PAGES if client.confidential or page[1:2] != ("portal.new_secret",)]
    return [_item(page, client) for page in shown]


def _item(page: tuple[object, ...], client: Client) -> dict[str, object]:
    if len(page) == 1:
        return {"caption": page[0]}
    words, endpoint, icon = page
    url = url_for(str(endpoint), client_id=client.client_id)
    return {"label": words, "url": url, "icon": icon}
