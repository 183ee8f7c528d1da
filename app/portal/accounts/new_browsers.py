"""The mail about a sign-in from a browser in which the user has not signed in before."""

from flask import Response, g

from app.models.accounts.browser_session import BrowserSession
from app.portal import mails
from app.portal.accounts import devices
from app.portal.blueprint import bp


@bp.after_request
def mail_new_browser(response: Response) -> Response:
    """Tell the user who has just signed in, however they did. Such mails are not limited."""
    session: BrowserSession | None = g.pop("started_session", None)
    if session is not None and response.status_code < 400 and session.in_new_browser:
        mails.send_new_browser(session, devices.describe(session.agent))
    return response
