"""The portal's blueprint, whose pages require sign-in unless they are public."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import login_manager

View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("portal", __name__)


def public(view: View) -> View:
    """Show the page to everyone, signed in or not. Goes directly below the route."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


@bp.before_request
def require_sign_in() -> ResponseReturnValue | None:
    """Redirect to the sign-in page, except from public pages."""
    view = current_app.view_functions[request.endpoint or ""]
    is_open = getattr(view, "is_public", False) or request.method == "OPTIONS"
    return None if is_open or current_user.is_authenticated else login_manager.unauthorized()
