"""The signed-in user, by a server-side session whose key is in the browser's cookie."""

from typing import cast

from flask import Response, after_this_request, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, current_user

from app.callers import known_browsers
from app.callers.caller_network import caller_network
from app.database.transactions import SAFE_METHODS
from app.extensions import login_manager
from app.models.accounts.browser_session import PASSWORD, BrowserSession
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.models.audit import origin
from app.models.values import plain_text
from app.models.values.errors import StagedoorError
from app.web import local_path

# Only the session's row decides, not Flask-Login's check of address and browser.
login_manager.session_protection = None


class MissingFactorError(StagedoorError):
    """A session was about to begin without the user's second factor."""


@login_manager.user_loader
def load_person(key: str) -> User | None:
    """The user of the active session with ``key``, now also the actor in the audit trail."""
    is_writing = request.method not in SAFE_METHODS
    g.browser_session = BrowserSession.find(key, to_write=is_writing)
    if g.browser_session is None:
        return None
    origin.act_as(g.browser_session.user_id)
    after_this_request(note_visit)
    return cast("User", g.browser_session.user)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Redirect to the sign-in page, which returns to the requested page, or that of the form."""
    return redirect(url_for("portal.sign_in", next=local_path.page_again()))


def current_person() -> User:
    """The signed-in user; not Flask-Login's proxy, which models cannot store."""
    return cast("User", visitor())


def visitor() -> User | AnonymousUserMixin:
    """The signed-in user, or one who is not; the proxy looks for them at each attribute."""
    # Where Flask-Login keeps it, once it has looked.
    loaded: User | AnonymousUserMixin | None = vars(g._get_current_object()).get("_login_user")
    return loaded or cast("User | AnonymousUserMixin", current_user._get_current_object())


def answer_as_to_a_stranger() -> None:
    """Let the current request have no signed-in user, so that no session is looked up."""
    g._login_user = login_manager.anonymous_user()


def current_session() -> BrowserSession:
    """The session of the signed-in user; call it only when there is one."""
    current_person()  # loads the session
    return cast("BrowserSession", g.browser_session)


def start_session(user: User, amr: str = PASSWORD) -> None:
    """Sign ``user`` in with a new session; nothing of the former one remains.

    ``amr`` says how the user proved who they are (RFC 8176). Raises MissingFactorError when that
    was the password alone, and the user has a second factor: no door can forget to ask for it.
    """
    if "mfa" not in amr.split() and second_factors.are_on(user):
        raise MissingFactorError
    former = current_session() if current_user.is_authenticated else None
    session.clear()
    agent = plain_text.printable(request.headers.get("User-Agent", ""), origin.MAX_AGENT)
    g.browser_session, key = BrowserSession.start(
        user, address=caller_network(), agent=agent, former=former, amr=amr
    )
    g.started_session = g.browser_session
    g.browser_session.belong_to(known_browsers.recognise(user), former=former)
    origin.act_as(user.id)
    # As Flask-Login does, whose login_user() would put more than the key in the cookie.
    session["_user_id"], g._login_user = key, user


def renew_session() -> None:
    """Give the session another key, so that no copy of the cookie works any more."""
    session["_user_id"] = current_session().renew()


def end_session() -> None:
    """Sign out: end the session of this browser, if there is one, and forget its cookie."""
    if current_user.is_authenticated:
        if current_session().known_browser_id is None:  # older than known browsers
            known_browsers.recognise(current_person())
        current_session().sign_out()
    session.clear()


def note_visit(response: Response) -> Response:
    """Update when the session was last seen."""
    browser_session = g.get("browser_session")
    if browser_session and request.method in SAFE_METHODS and response.status_code < 500:
        browser_session.note_seen()
    return response
