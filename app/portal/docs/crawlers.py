"""What search engines read: /robots.txt (RFC 9309) and the sitemap (sitemaps.org protocol)."""

from collections.abc import Callable, Hashable, Iterable
from functools import partial

from flask import Response, abort
from markupsafe import escape

from app.config import settings
from app.models.event_queries import sitemap
from app.models.event_queries.sitemap import Page
from app.models.values import timestamps
from app.portal.blueprint import bp, public
from app.web.caching import public_page, replica_reads
from app.web.public_url import public_url_for

HOUR = 3600  # seconds
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Pages that need someone signed in, or answer programs. A rule without an end ($, or a slash) would
# also close the pages of teams whose names begin so.
CLOSED = (
    *("/account$", "/account/", "/admin/", "/api/", "/developer/", "/feeds/", "/oauth/"),
    *("/teams$", "/teams?", "/teams/"),
)


@bp.get("/robots.txt")
@public
def show_robots() -> Response:
    """Where crawlers may go, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    text = "\n".join([*lines, "", f"Sitemap: {public_url_for('portal.show_sitemap')}", ""])
    response = Response(text, content_type="text/plain; charset=utf-8")
    return public_page.tag(response, changes_at=None, max_age=HOUR)


@bp.get("/sitemap.xml")
@public
def show_sitemap() -> Response:
    """The public pages, or the index of several parts."""
    return replica_reads.read(_answer_whole)


def _answer_whole() -> Response:
    parts = sitemap.count_parts()
    return _answer(1, _render_part) if parts == 1 else _answer(parts, _render_index)


@bp.get("/sitemap-<int:number>.xml")
@public
def show_sitemap_part(number: int) -> Response:
    """One part of the sitemap."""
    return replica_reads.read(partial(_answer_part, number))


def _answer_part(number: int) -> Response:
    if not 1 <= number <= sitemap.count_parts():
        abort(404)
    return _answer(number, _render_part)


def _answer(number: int, render: Callable[[int], str]) -> Response:
    key: tuple[Hashable, ...] = (render.__name__, number, sitemap.state())
    body = public_page.find_or_keep(key, lambda: render(number).encode())
    response = Response(body, content_type="application/xml; charset=utf-8")
    return public_page.tag(response, changes_at=None, max_age=HOUR)


def _render_index(parts: int) -> str:
    urls = (
        public_url_for("portal.show_sitemap_part", number=number + 1) for number in range(parts)
    )
    return _document(
        "sitemapindex", (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    )


def _render_part(number: int) -> str:
    return _document("urlset", map(_entry, sitemap.read_part(number)))


def _document(element: str, entries: Iterable[str]) -> str:
    lines = "\n".join(entries)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<{element} xmlns="{NAMESPACE}">\n{lines}\n</{element}>\n'


def _entry(page: Page) -> str:
    # Of slugs alone, so that many thousand need no look at the routes.
    path = "/".join(filter(None, (page.team_slug, page.event_slug)))
    url = escape(f"{settings().public_url}/{path}")
    return f"<url><loc>{url}</loc><lastmod>{timestamps.rfc3339(page.changed_at)}</lastmod></url>"
