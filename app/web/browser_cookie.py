"""The signed session cookie, for browsers only."""

import re

from flask import Flask, Request, Response
from flask.sessions import (
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)

from app.web.errors import is_for_programs

# Pages of a frame on other sites, and files for crawlers: alike for everyone.
COOKIELESS = re.compile(r"/(?:[^/]+/embed|embed/[^/]+|robots\.txt|sitemap[^/]*\.xml)")
NONE = NullSession()


class BrowserCookie(SecureCookieSessionInterface):
    """Flask's session; requests for programs and frames have none, so no cookie changes them."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the request's cookie; None where no cookie is read."""
        is_alike = is_for_programs(request.path) or COOKIELESS.fullmatch(request.path)
        return None if is_alike else super().open_session(app, request)

    def make_null_session(self, app: Flask) -> NullSession:
        """The session of all requests that have none; nothing can be put into it."""
        return NONE

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if it changed, and send ``Vary: Cookie``, except with public responses."""
        if session.modified or not response.cache_control.public:
            session.accessed = True
            super().save_session(app, session, response)
