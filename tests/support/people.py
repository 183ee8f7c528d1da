"""Signs people in: through the form, as they do, or, where that is not the point, without it."""

import flask

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from tests.support.factories import PASSWORD
from tests.support.forms import submit


def sign_in(client, email: str) -> None:
    """Let the browser be one in which this person has signed in: a quarter of the form's time."""
    assert not flask.has_app_context(), "Leave the app context before you sign in."
    with client.application.app_context():
        user = User.find_by_email(email)
        _session, key = BrowserSession.start(user)
        db.session.commit()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = key


def sign_in_by_form(client, email: str, password: str = PASSWORD):
    """Sign in as the person with ``email`` and return the answer, a redirect."""
    answer = submit(client, "/login", "Sign in", email=email, password=password)
    assert answer.status_code == 302, "The sign-in form was refused"
    return answer
