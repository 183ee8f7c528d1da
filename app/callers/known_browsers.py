"""The cookie by which a browser is known after its person has signed out."""

from flask import Response, after_this_request, g, request
from sqlalchemy import Row

from app.config import settings
from app.models.accounts.known_browser import LIFETIME, KnownBrowser, Recognition
from app.models.accounts.user import User


def recognise(user: User) -> Recognition:
    """Note that ``user`` has just proved in this browser who they are."""
    recognition = KnownBrowser.recognise(user, request.cookies.get(cookie_name(), ""))
    g.browser_key = recognition.key
    after_this_request(keep_key)  # once its row is stored
    return recognition


def list_people() -> list[Row[int, str, str]]:
    """The people who have signed in in this browser (``KnownBrowser.list_people``)."""
    return KnownBrowser.list_people(request.cookies.get(cookie_name(), ""))


def knows(user: User) -> bool:
    """Whether ``user`` has signed in in this browser before."""
    return any(public_id == user.public_id for _id, _email, public_id in list_people())


def keep_key(response: Response) -> Response:
    """Set the cookie, unless the change was refused."""
    key = g.pop("browser_key", None)
    if key and response.status_code < 400:
        response.set_cookie(
            cookie_name(),
            key,
            max_age=LIFETIME,
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
    return response


def cookie_name() -> str:
    """``__Host-`` keeps other sites of the domain from setting it (RFC 6265bis)."""
    return "__Host-stagedoor-browser" if settings().is_https else "stagedoor-browser"
