"""A page of the reference: a group of operations, with samples in the language of choice."""

from flask import request

from app.portal import docs_endpoints, docs_page, docs_reader, docs_requests, docs_shapes
from app.portal.docs_page import Link
from app.portal.docs_pages import DocPage
from app.portal.docs_reader import Reader

DEFAULT = "curl"


def show(page: DocPage, reader: Reader | None) -> str:
    """The page; ``language`` in the query chooses that of the samples."""
    known = docs_reader.find() if reader is None else reader
    group, entries = docs_endpoints.find_group(page.group)
    language = read_language()
    return docs_page.render(
        page.path,
        known,
        group=group,
        entries=entries,
        language=language,
        switch=list_languages(page, known, language),
        write=lambda entry: docs_requests.write(entry, known, language),
        shapes=docs_shapes,
    )


def read_language() -> str:
    """The one asked for, however it is spelt; else curl."""
    asked = request.args.get("language", "").lower()
    return next((name for name in docs_requests.WRITERS if name.lower() == asked), DEFAULT)


def list_languages(page: DocPage, reader: Reader, current: str) -> list[Link]:
    """Links to the same page in each language; the reader's app stays chosen."""
    chosen = reader.client_id if reader.chose else None
    return [
        {
            "label": name,
            "url": docs_page.address_of(page.path, chosen, language=name.lower()),
            "current": name == current,
        }
        for name in docs_requests.WRITERS
    ]
