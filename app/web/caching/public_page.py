"""Pages that are the same for everyone who is not signed in, and may be cached until they change.

The layout shows who is signed in and in which theme, in the language of the browser, so caches
keep a page for each cookie and each Accept-Language. A page for a signed-in user, or with a message
or form of this browser, is never cached.
"""

import hashlib
from collections.abc import Callable, Hashable

from flask import Response, current_app, g, make_response, request, session
from flask_login import current_user

from app.language.current import page_locale
from app.models.values import clock
from app.web.caching.body_cache import BodyCache

ROOM = 8 * 1024 * 1024  # bytes of all cached pages
MAX_AGE = 60  # seconds that caches may keep a page
_KEY = "public_pages"


def answer(
    render: Callable[[], str], *, state: tuple[Hashable, ...] | None, changes_at: int | None
) -> Response:
    """The page, or 304 for a browser that has it.

    ``state`` is all that the page at this path depends on, under which this process keeps it;
    None to render it for each request. ``changes_at`` is the time from which it shows something
    else without anyone's doing, in epoch seconds.
    """
    if current_user.is_authenticated or "_flashes" in session:
        return make_response(render())
    if state is None:
        body = render().encode()
    else:
        g.is_cached_page = True
        key = (request.path, request.cookies.get("theme"), str(page_locale()), *state)
        body = find_or_keep(key, lambda: render().encode())
    if session.modified:  # the page has a form of this browser
        return make_response(body)
    response = tag(Response(body, mimetype="text/html"), changes_at=changes_at)
    response.vary.add("Cookie")
    return response


def tag(response: Response, *, changes_at: int | None, max_age: int = MAX_AGE) -> Response:
    """``response`` for public caches, until ``changes_at`` at the latest; 304 if it is known.

    The entity tag is of the content, so it changes with the state, the time and the release.
    """
    left = max_age if changes_at is None else max(0, min(max_age, changes_at - clock.now()))
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = f"public, max-age={left}"
    response.make_conditional(request)
    return response


def find_or_keep(key: tuple[Hashable, ...], render: Callable[[], bytes]) -> bytes:
    """The body that this process has cached under ``key``, else a new one."""
    store: BodyCache[bytes] = current_app.extensions.setdefault(_KEY, BodyCache(ROOM))
    body = store.find(key)
    if body is None:
        body = render()
        if not session.modified:
            store.keep(key, body)
    return body
