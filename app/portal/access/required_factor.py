"""Leading people to set up the second factor that the installation demands (REQUIRE_2FA)."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database.transactions import SAFE_METHODS
from app.models.teams import factor_policy
from app.portal.blueprint import bp
from app.web import local_path
from app.web.signed_in import current_person

# What is needed to set one up, or to leave.
OPEN = ("/account/security", "/account/confirm", "/account/verify", "/account/password", "/logout")

# Public, but more than that for a user who is signed in.
NOT_ONLY_PUBLIC = ("portal.home", "portal.answer_invitation")


@bp.before_request
def lead_everyone() -> ResponseReturnValue | None:
    """Where everyone must have a second factor, keep a user without one from all other pages."""
    if not factor_policy.is_demanded_of_all() or request.path.startswith(OPEN):
        return None
    view = current_app.view_functions[request.endpoint or ""]
    is_public = getattr(view, "is_public", False)
    if (is_public and request.endpoint not in NOT_ONLY_PUBLIC) or not current_user.is_authenticated:
        return None
    return lead_to_security() if factor_policy.keeps_out(current_person()) else None


def lead_to_security() -> ResponseReturnValue:
    """Redirect to the page that says why, and continues here once a factor is set up."""
    is_page = request.method in SAFE_METHODS
    target = local_path.clean(local_path.present()) if is_page else local_path.wanted()
    return redirect(url_for("portal.show_security", next=target))
