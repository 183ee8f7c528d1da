"""Renders a page of the documentation, with navigation, samples and neighbours."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, url_for

from app.config import settings
from app.models.clients.client_profile import PROFILES
from app.portal.blueprint import bp
from app.portal.docs import reader as docs_reader
from app.portal.docs import samples, text
from app.portal.docs.pages import LANGUAGES, PAGES, SECTIONS, DocPage, neighbours
from app.portal.docs.reader import Reader
from app.web.template_filters import duration

Link = dict[str, object]

bp.add_app_template_filter(text.headings, "headings")


def render(path: str, reader: Reader | None = None, **values: object) -> str:
    """The page at ``path``, filled in for ``reader``, by default the signed-in user."""
    page = PAGES.get(path)
    near = neighbours(page) if page else ()
    return draw(page, docs_reader.find() if reader is None else reader, near, **values)


def draw(
    page: DocPage | None, reader: Reader, near: Sequence[DocPage | None], **values: object
) -> str:
    """The page, with links to those before and after it; None is the search."""
    return render_template(
        page.template if page else "portal/docs/search.html",
        page=page,
        reader=reader,
        languages=_list_languages(page, reader),
        sections=_list_sections(page, reader),
        neighbours=[link and _link(link, None, reader) for link in near],
        docs_url=_addresses(reader),
        page_url=_any_addresses(reader),
        sample=lambda name: samples.fill_in(name, reader),
        split_steps=samples.split_steps,
        lasts=_lasts,
        settings=settings(),
        standard=PROFILES["standard"],
        duration=duration,
        app_url=_app_addresses(reader),
        titles={path: page.title for path, page in PAGES.items()},
        **values,
    )


def address_of(path: str, app: str | None = None, **query: Any) -> str:
    """The URL of a page; ``app`` keeps the reader's choice of app."""
    if not path:
        return url_for("portal.show_docs", app=app)
    if path.startswith("api/") and path.count("/") == 2:
        _api, group, operation = path.split("/")
        query |= {"group": group, "operation": operation, "app": app}
        return url_for("portal.show_operation", **query)
    return url_for("portal.show_docs_page", path=path, app=app, **query)


def _addresses(reader: Reader) -> Callable[[str], str]:
    chosen = reader.client_id if reader.chose else None

    def docs_url(path: str) -> str:
        page, _hash, anchor = path.partition("#")
        # A link to an unknown page raises KeyError.
        return address_of(PAGES[page].path, chosen) + (f"#{anchor}" if anchor else "")

    return docs_url


def _any_addresses(reader: Reader) -> Callable[[str], str]:
    """The URL of a page by its path, also of an operation's."""
    chosen = reader.client_id if reader.chose else None
    return lambda path: address_of(path, chosen)


def _app_addresses(reader: Reader) -> Callable[[str], str]:
    """The URL of a page of the reader's app; without an app, of the list of apps."""

    def app_url(endpoint: str) -> str:
        if reader.app is None:
            return url_for("portal.list_clients")
        return url_for(endpoint, client_id=reader.app.client_id)

    return app_url


def _link(page: DocPage, current: DocPage | None, reader: Reader) -> Link:
    chosen = reader.client_id if reader.chose else None
    return {
        "label": page.title,
        "url": address_of(page.path, chosen),
        "current": page is (current and current.listed_as),
    }


def _list_languages(current: DocPage | None, reader: Reader) -> list[Link]:
    return [
        {"label": name, "url": _addresses(reader)(page.path), "current": page is current}
        for name, page in LANGUAGES.items()
    ]


def _list_sections(current: DocPage | None, reader: Reader) -> list[tuple[object, list[Link]]]:
    return [
        (caption, [_link(page, current, reader) for page in pages if page.is_listed])
        for caption, pages in SECTIONS
    ]


def _lasts(setting: str) -> str:
    """The value of a setting in seconds, written for people."""
    return duration(getattr(settings(), setting))
