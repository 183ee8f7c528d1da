"""The portal's blueprint; its modules add their pages, which are for people who are signed in."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import login_manager

View = TypeVar("View", bound=Callable[..., Any])

bp = Blueprint("portal", __name__)


def public(view: View) -> View:
    """Show the page of ``view`` to everyone, signed in or not. The route's first decorator."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


@bp.before_request
def require_sign_in() -> ResponseReturnValue | None:
    """Lead to the sign-in page from every page that is not public."""
    view = current_app.view_functions[request.endpoint or ""]
    is_open = getattr(view, "is_public", False) or request.method == "OPTIONS"
    return None if is_open or current_user.is_authenticated else login_manager.unauthorized()
