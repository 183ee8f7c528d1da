"""The operators' pages, all below /admin/, which answer 404 to everyone else.

Operators need a confirmed address, the second factor that the installation demands, and for every
change a fresh proof.
"""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database.transactions import SAFE_METHODS
from app.models.clients.client import Client
from app.models.teams import factor_policy
from app.portal.access.fresh_proof import require_fresh_proof
from app.portal.access.required_factor import lead_to_security
from app.portal.access.verified_email import lead_to_verification
from app.portal.blueprint import bp
from app.web.signed_in import current_person


@bp.before_request
def guard_operator_pages() -> ResponseReturnValue | None:
    """Answer 404 below /admin/ to a user who is not an operator."""
    if not request.path.startswith("/admin/"):
        return None  # before the session is read, which public pages do without
    if not current_user.is_authenticated:
        return None
    if not current_user.is_operator:
        abort(404)
    # Of earlier versions: they made operators of addresses that were not confirmed.
    if current_person().verified_at is None:
        return lead_to_verification()
    if factor_policy.keeps_from_operating(current_person()):
        return lead_to_security()
    if request.method not in SAFE_METHODS:
        require_fresh_proof()
    return None


def find_any_client(client_id: str) -> Client:
    """Return the app with this ID of any developer; 404 for a deleted one."""
    return Client.find(client_id) or abort(404)
