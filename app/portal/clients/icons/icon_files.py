"""Icons of apps, as browsers get them."""

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.models.clients.client import Client
from app.models.clients.icons.client_icon import ClientIcon
from app.portal.blueprint import bp, public
from app.web.caching import picture_file


@bp.get("/media/icons/<name>.png")
@public
def show_icon(name: str) -> ResponseReturnValue:
    """An icon that was reviewed; one that waits only to its developers and to operators."""
    icon = ClientIcon.find(name) or abort(404)
    if not icon.is_shown and not _may_see(icon):
        abort(404)
    response = Response(icon.content, mimetype="image/png")
    picture_file.seal(response, is_shared=icon.is_shown)
    response.set_etag(name)
    return response.make_conditional(request)


@bp.app_template_global()
def icon_url(name: str | None) -> str | None:
    """The path of the icon with this name; None without one."""
    return url_for("portal.show_icon", name=name) if name else None


@bp.app_template_global()
def own_icon(client: Client) -> str | None:
    """The path of the icon that developers and operators see."""
    return icon_url(client.own_icon_name)


def _may_see(icon: ClientIcon) -> bool:
    if not current_user.is_authenticated:
        return False
    return bool(current_user.is_operator or icon.client.has_person(current_user))
