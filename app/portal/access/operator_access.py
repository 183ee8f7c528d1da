"""The operators' pages, all below /admin/, which answer 404 to everyone else."""

from flask import abort, request
from flask_login import current_user

from app.models.clients.client import Client
from app.portal.blueprint import bp


@bp.before_request
def hide_operator_pages() -> None:
    """Answer 404 below /admin/ to a user who is not an operator."""
    if not request.path.startswith("/admin/"):
        return  # before the session is read, which public pages do without
    if current_user.is_authenticated and not current_user.is_operator:
        abort(404)


def find_any_client(client_id: str) -> Client:
    """Return the app with this ID of any developer; 404 for a deleted one."""
    return Client.find(client_id) or abort(404)
