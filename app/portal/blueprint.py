"""The portal's blueprint, whose pages require sign-in unless they are public."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database.transactions import SAFE_METHODS
from app.extensions import csrf, login_manager
from app.web import local_path
from app.web.signed_in import visitor

View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("portal", __name__)


def public(view: View) -> View:
    """Show the page to everyone, signed in or not. Goes directly below the route."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def open_to_unverified(view: View) -> View:
    """Let an unconfirmed account submit the form, on every installation. Directly below the route.

    For forms about the account itself. All others wait for the confirmation where it is required,
    so that an account made with someone else's address leaves nothing behind.
    """
    view.is_open_to_unverified = True  # type: ignore[attr-defined]
    return view


@bp.before_request
def check_form_token() -> None:
    """Refuse a form without the token of the browser's session; some views check it themselves."""
    if request.method not in SAFE_METHODS and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect(apply_exemptions=True)


@bp.before_request
def require_sign_in() -> ResponseReturnValue | None:
    """Redirect to the sign-in page, except from public pages."""
    view = current_app.view_functions[request.endpoint or ""]
    is_open = getattr(view, "is_public", False) or request.method == "OPTIONS"
    return None if is_open or visitor().is_authenticated else login_manager.unauthorized()


@bp.before_request
def require_verified_email() -> ResponseReturnValue | None:
    """Redirect an unconfirmed account that submits a form, where the confirmation is required."""
    view = current_app.view_functions[request.endpoint or ""]
    is_open = getattr(view, "is_public", False) or getattr(view, "is_open_to_unverified", False)
    if is_open or request.method in SAFE_METHODS or not current_user.must_verify:
        return None
    return redirect(url_for("portal.show_verification", next=local_path.wanted()))
