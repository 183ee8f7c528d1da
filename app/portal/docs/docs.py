"""Documentation for whoever writes an app: every page of it, and the search."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.models.values.scopes import SCOPES
from app.portal.blueprint import bp, public
from app.portal.docs import (
    connect_buttons,
    endpoints,
    facts,
    page,
    reference,
    search,
)
from app.portal.docs import (
    reader as docs_reader,
)
from app.portal.docs.pages import PAGES
from app.portal.docs.reader import Reader
from app.web import problems


@bp.get("/docs")
@public
def show_docs() -> ResponseReturnValue:
    """The quick start with curl; a developer's own app stands in its samples."""
    return show("")


@bp.get("/docs/<path:path>")
@public
def show_docs_page(path: str) -> ResponseReturnValue:
    """Any other page."""
    if path == "quick-start":
        return redirect(url_for("portal.show_docs"))
    if path not in PAGES or not path:
        abort(404)
    return show(path)


@bp.get("/docs/search")
@public
def search_docs() -> ResponseReturnValue:
    """The parts of pages that ``q`` is found in, best first."""
    query = " ".join(request.args.get("q", "").split())[: search.MAX_LENGTH]
    found = search.search(query, draw=show_to_nobody)
    return page.render("search", query=query, found=found, popular=search.POPULAR)


def show(path: str, reader: Reader | None = None) -> str:
    """The page with the tables that any of them draws."""
    if PAGES[path].group:
        return reference.show(PAGES[path], reader)
    return page.render(
        path,
        reader,
        scopes=SCOPES.values(),
        problems=problems.PROBLEMS,
        facts=facts,
        endpoints=endpoints,
    )


def show_to_nobody(path: str) -> str:
    """The page as it is without a reader of its own: what search looks through."""
    if path == "connect-buttons":
        return connect_buttons.show(docs_reader.NOBODY)
    return show(path, docs_reader.NOBODY)
