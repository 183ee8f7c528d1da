"""Links with which visitors change the language: the same page with ``?lang=de``.

Following one keeps the choice in a cookie of this browser, and nothing else. The account of a user
who is signed in has the language instead.
"""

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.config import settings
from app.database.transactions import SAFE_METHODS
from app.language.current import page_locale
from app.models.accounts.languages import LOCALES, NAMES
from app.web import errors, local_path, machine_views
from app.web.language.locale import COOKIE

PARAMETER = "lang"
IN_QUERY = b"lang"
KEPT_FOR = 365 * 86_400  # seconds
# Their ``lang`` is for one frame, on a site that sets no cookies here.
FRAMES = "portal.show_embed"


def register(app: Flask) -> None:
    """Follow the links on every page."""
    app.before_request(follow)
    app.add_template_global(language_links)


def follow() -> AnyResponse | None:
    """Keep the language that a link names, and lead back to the page; None for other requests."""
    if IN_QUERY not in request.query_string:  # which costs less to see than what it says
        return None
    chosen = request.args.get(PARAMETER)
    if chosen not in LOCALES or request.method not in SAFE_METHODS or request.endpoint == FRAMES:
        return None
    if errors.is_for_programs() or machine_views.is_requested():
        return None
    target = local_path.clean(_without_parameter(local_path.present()))
    response: Response = redirect(target or "/", 303)  # type: ignore[assignment]
    response.set_cookie(
        COOKIE, chosen, max_age=KEPT_FOR, secure=settings().is_https, httponly=True, samesite="Lax"
    )
    return response


def language_links() -> list[dict[str, str]]:
    """The links of a page to itself in the other languages: {"locale", "name", "url"}."""
    before = _before_parameter()
    return [
        {"locale": locale, "name": NAMES[locale], "url": f"{before}{PARAMETER}={locale}"}
        for locale in LOCALES
        if locale != page_locale().language
    ]


def _before_parameter() -> str:
    # Without the path, which a page that does not exist must not repeat.
    adapter = current_app.create_url_adapter(request)
    is_page = request.method in SAFE_METHODS or (adapter and adapter.test(request.path, "GET"))
    if not is_page:
        return "/?"
    # A cached page is for many queries, and must not show one visitor that of another.
    query = "" if g.get("is_cached_page") else _without_parameter(_query())
    return f"{query}&" if query else "?"


def _query() -> str:
    _path, mark, query = local_path.present().partition("?")
    return mark + query


def _without_parameter(address: str) -> str:
    path, _mark, query = address.partition("?")
    kept = "&".join(
        part for part in query.split("&") if part and part.partition("=")[0] != PARAMETER
    )
    return f"{path}?{kept}" if kept else path
