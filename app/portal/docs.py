"""Documentation for whoever writes an app: every page of it, and the search."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.models.values.scopes import SCOPES
from app.portal import (
    connect_buttons,
    docs_endpoints,
    docs_facts,
    docs_page,
    docs_reader,
    docs_reference,
    docs_search,
)
from app.portal.blueprint import bp
from app.portal.docs_pages import PAGES
from app.portal.docs_reader import Reader
from app.web import problems


@bp.get("/docs")
def show_docs() -> ResponseReturnValue:
    """The quick start with curl; a developer's own app stands in its samples."""
    return show("")


@bp.get("/docs/<path:path>")
def show_docs_page(path: str) -> ResponseReturnValue:
    """Any other page."""
    if path == "quick-start":
        return redirect(url_for("portal.show_docs"))
    if path not in PAGES or not path:
        abort(404)
    return show(path)


@bp.get("/docs/search")
def search_docs() -> ResponseReturnValue:
    """The parts of pages that ``q`` is found in, best first."""
    query = " ".join(request.args.get("q", "").split())[: docs_search.MAX_LENGTH]
    found = docs_search.search(query, draw=show_to_nobody)
    return docs_page.render("search", query=query, found=found, popular=docs_search.POPULAR)


def show(path: str, reader: Reader | None = None) -> str:
    """The page with the tables that any of them draws."""
    if PAGES[path].group:
        return docs_reference.show(PAGES[path], reader)
    return docs_page.render(
        path,
        reader,
        scopes=SCOPES.values(),
        problems=problems.PROBLEMS,
        facts=docs_facts,
        endpoints=docs_endpoints,
    )


def show_to_nobody(path: str) -> str:
    """The page as it is without a reader of its own: what search looks through."""
    if path == "connect-buttons":
        return connect_buttons.show(docs_reader.NOBODY)
    return show(path, docs_reader.NOBODY)
