"""The signed session cookie, for browsers only."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from app.web.errors import is_for_programs


class BrowserCookie(SecureCookieSessionInterface):
    """Flask's session; requests for programs have none, so their responses vary by no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the request's cookie; None for programs."""
        return None if is_for_programs() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if it changed, and send ``Vary: Cookie``, except with public responses.

        Extensions read the session in every request, so Flask would send it always.
        """
        if session.modified or not response.cache_control.public:
            super().save_session(app, session, response)
