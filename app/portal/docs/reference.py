"""A page of the reference: a group of operations, with samples in the language of choice."""

from flask import request

from app.portal.docs import (
    endpoints,
    sample_requests,
    shapes,
)
from app.portal.docs import (
    page as docs_page,
)
from app.portal.docs import (
    reader as docs_reader,
)
from app.portal.docs.page import Link
from app.portal.docs.pages import DocPage
from app.portal.docs.reader import Reader

DEFAULT = "curl"


def show(page: DocPage, reader: Reader | None) -> str:
    """The page; ``language`` in the query chooses that of the samples."""
    known = docs_reader.find() if reader is None else reader
    group, entries = endpoints.find_group(page.group)
    language = read_language()
    return docs_page.render(
        page.path,
        known,
        group=group,
        entries=entries,
        language=language,
        switch=list_languages(page, known, language),
        write=lambda entry: sample_requests.write(entry, known, language),
        shapes=shapes,
    )


def read_language() -> str:
    """The one asked for, however it is spelt; else curl."""
    asked = request.args.get("language", "").lower()
    return next((name for name in sample_requests.WRITERS if name.lower() == asked), DEFAULT)


def list_languages(page: DocPage, reader: Reader, current: str) -> list[Link]:
    """Links to the same page in each language; the reader's app stays chosen."""
    chosen = reader.client_id if reader.chose else None
    return [
        {
            "label": name,
            "url": docs_page.address_of(page.path, chosen, language=name.lower()),
            "current": name == current,
        }
        for name in sample_requests.WRITERS
    ]
