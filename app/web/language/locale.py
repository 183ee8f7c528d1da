"""Which language and time zone a page is in.

A page is in the language that its request names (``ui_locales`` of OpenID Connect, ``lang`` of a
frame), else in that of the account, else in the one chosen at the foot of a page, else in the
first that the browser accepts. Answers for programs are in English.
"""

from collections.abc import Iterable

from flask import Response, after_this_request, g, has_request_context, request
from flask_login import current_user

from app.callers import reader
from app.config import settings
from app.language import current
from app.models.accounts.languages import DEFAULT, match
from app.web import errors, machine_views

COOKIE = "lang"


def pick_locale() -> str:
    """The language of the text that is rendered now."""
    if reader.is_named():
        return reader.locale()
    if not has_request_context() or errors.is_for_programs() or machine_views.is_requested():
        return DEFAULT
    if chosen := g.get("page_locale"):
        return str(chosen)
    return match((getattr(current_user, "locale", None) or "",)) or visitor_locale()


def pick_timezone() -> str:
    """The zone of the reader, else that of the installation."""
    if reader.is_named():
        return reader.timezone()
    zone = getattr(current_user, "timezone", None) if has_request_context() else None
    return zone or settings().default_timezone


def visitor_locale() -> str:
    """The language for this browser, as chosen at the foot of a page, else as accepted."""
    _depend_on("Cookie")
    return match((request.cookies.get(COOKIE, ""),)) or accepted()


def accepted() -> str:
    """The language for what the browser accepts; English for none of ours."""
    _depend_on("Accept-Language")
    # By weight; sorted() keeps the order of equal ones.
    values = sorted(request.accept_languages, key=lambda value: -value[1])
    return match(tag for tag, weight in values if weight > 0) or DEFAULT


def prefer(tags: Iterable[str]) -> None:
    """Render this answer in the first of the languages ``tags`` there is, for every reader."""
    show_in(match(tags))


def show_in(locale: str | None) -> None:
    """Render this answer in ``locale``; None changes nothing."""
    if locale is not None:
        g.page_locale = locale
        current.refresh()


def add_vary(response: Response) -> Response:
    """Tell caches what was read of the request to choose the language."""
    response.vary.update(sorted(g.language_headers))
    return response


def _depend_on(header: str) -> None:
    if "language_headers" not in g:
        g.language_headers = set()
        after_this_request(add_vary)
    g.language_headers.add(header)
