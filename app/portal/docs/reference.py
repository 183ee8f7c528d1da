"""A page of the API reference: a group of operations, with samples in a chosen language."""

from flask import request

from app.portal.docs import endpoints, sample_requests, shapes
from app.portal.docs import page as docs_page
from app.portal.docs import reader as docs_reader
from app.portal.docs.page import Link
from app.portal.docs.pages import DocPage
from app.portal.docs.reader import Reader

DEFAULT = "curl"


def show(page: DocPage, reader: Reader | None) -> str:
    """The page; ``language`` in the query is that of the samples."""
    reader = reader or docs_reader.find()
    group, entries = endpoints.find_group(page.group)
    language = read_language()
    return docs_page.render(
        page.path,
        reader,
        group=group,
        entries=entries,
        language=language,
        switch=list_languages(page, reader, language),
        write=lambda entry: sample_requests.write(entry, reader, language),
        shapes=shapes,
    )


def read_language() -> str:
    """The language in the query, in any case; else curl."""
    language = request.args.get("language", "").lower()
    return next((name for name in sample_requests.WRITERS if name.lower() == language), DEFAULT)


def list_languages(page: DocPage, reader: Reader, current: str) -> list[Link]:
    """Links to the page in each language, with the reader's chosen app."""
    chosen = reader.client_id if reader.chose else None
    return [
        {
            "label": name,
            "url": docs_page.address_of(page.path, chosen, language=name.lower()),
            "current": name == current,
        }
        for name in sample_requests.WRITERS
    ]
