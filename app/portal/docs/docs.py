"""The documentation for developers: its pages and the search."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.models.values.scopes import SCOPES
from app.portal.blueprint import bp, public
from app.portal.docs import connect_buttons, endpoints, facts, page, reference, search
from app.portal.docs.pages import PAGES
from app.portal.docs.reader import ANONYMOUS, Reader
from app.web import problems


@bp.get("/docs")
@public
def show_docs() -> ResponseReturnValue:
    """The quick start with curl, with a developer's own app in the samples."""
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
    """The parts of pages that match ``q``, best first."""
    query = " ".join(request.args.get("q", "").split())[: search.MAX_LENGTH]
    results = search.search(query, draw=show_anonymously)
    return page.render("search", query=query, results=results, popular=search.POPULAR)


def show(path: str, reader: Reader | None = None) -> str:
    """The page for ``reader``, with the tables that pages may use."""
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


def show_anonymously(path: str) -> str:
    """The page without values of a reader, for the search index."""
    if path == "connect-buttons":
        return connect_buttons.show(ANONYMOUS)
    return show(path, ANONYMOUS)
