"""The browser's signed cookie, which programs neither send nor get."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from app.web.errors import is_for_programs


class BrowserCookie(SecureCookieSessionInterface):
    """Flask's session for people; a request of a program has none, so it varies by no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the request's cookie; None for programs."""
        return None if is_for_programs() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where it changed, and say that the answer varies by it.

        What everybody may keep does not: extensions look into the session at every request.
        """
        if session.modified or not response.cache_control.public:
            super().save_session(app, session, response)
