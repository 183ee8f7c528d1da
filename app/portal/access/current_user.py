"""Who is signed in: the server-side session whose key the cookie carries."""

from flask import Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from app.database.transactions import SAFE_METHODS
from app.extensions import login_manager
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit import audit_trail, origin
from app.portal.blueprint import bp
from app.web import local_path

# The row in our database decides; Flask-Login's own guess by address and browser adds nothing.
login_manager.session_protection = None


@login_manager.user_loader
def load_user(key: str) -> User | None:
    """The user whose live session has ``key``, who then acts in this request."""
    user = BrowserSession.find_user(key)
    if user is not None:
        origin.act_as(user.id)
    return user


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and from there back to exactly what was asked for."""
    came_for = local_path.present() if request.method in SAFE_METHODS else None
    return redirect(url_for("portal.sign_in", next=came_for))


def current_person() -> User:
    """The signed-in person themself, not Flask-Login's stand-in, which the house cannot store."""
    return current_user._get_current_object()


def start_session(user: User) -> None:
    """Sign ``user`` in within this browser: a new key, and nothing of what was there before."""
    if current_user.is_authenticated:
        current_user.browser_session.end()
    session.clear()
    BrowserSession.start(
        user, address=request.remote_addr or "", agent=request.headers.get("User-Agent", "")
    )
    audit_trail.record("user.signed_in", actor=user)
    login_user(user)
    for unneeded in ("_fresh", "_id"):  # the cookie keeps the session's key and nothing else
        session.pop(unneeded, None)


@bp.after_app_request
def note_visit(response: Response) -> Response:
    """Keep "last seen" roughly true; a page never fails over it."""
    user = g.get("_login_user")
    if request.method in SAFE_METHODS and getattr(user, "browser_session", None) is not None:
        user.browser_session.note_seen()
    return response
