"""Who is signed in: the server-side session whose key the browser's cookie carries."""

from typing import cast

from flask import Flask, Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.database.transactions import SAFE_METHODS
from app.extensions import login_manager
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit import origin
from app.web import local_path

# The row in our database decides; Flask-Login's own guess by address and browser adds nothing.
login_manager.session_protection = None


def register(app: Flask) -> None:
    """Keep "last seen" of sessions that are used."""
    app.after_request(note_visit)


@login_manager.user_loader
def load_person(key: str) -> User | None:
    """The person whose live session has ``key``, kept for ``current_session``, who now acts."""
    g.browser_session = BrowserSession.find(key)
    if g.browser_session is None:
        return None
    origin.act_as(g.browser_session.user_id)
    return cast("User", g.browser_session.user)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and from there back to exactly what was asked for."""
    came_for = local_path.present() if request.method in SAFE_METHODS else None
    return redirect(url_for("portal.sign_in", next=came_for))


def current_person() -> User:
    """The signed-in person themself, not Flask-Login's proxy, which the house cannot store."""
    return cast("User", current_user._get_current_object())


def current_session() -> BrowserSession:
    """The session in which the person is signed in; only where somebody is."""
    current_person()  # loads it
    return cast("BrowserSession", g.browser_session)


def start_session(user: User) -> None:
    """Sign ``user`` in within this browser: a new key, and nothing of what was there before."""
    former = current_session() if current_user.is_authenticated else None
    session.clear()
    agent = request.headers.get("User-Agent", "")
    g.browser_session, key = BrowserSession.start(
        user, address=request.remote_addr or "", agent=agent, former=former
    )
    origin.act_as(user.id)
    # Flask-Login's places; its login_user() would keep more in the cookie than the key.
    session["_user_id"], g._login_user = key, user


def note_visit(response: Response) -> Response:
    """Keep "last seen" roughly true; a page never fails over it."""
    browser_session = g.get("browser_session")
    if browser_session and request.method in SAFE_METHODS and response.status_code < 500:
        browser_session.note_seen()
    return response
