"""The API reference: the page of a group, and the samples of an operation in four languages."""

from flask import request

from app.portal.docs import endpoints, sample_requests, shapes
from app.portal.docs import page as docs_page
from app.portal.docs import reader as docs_reader
from app.portal.docs.endpoints import Entry
from app.portal.docs.highlight import Code
from app.portal.docs.page import Link
from app.portal.docs.pages import DocPage, operation_page
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
        write=lambda entry: _sample(entry, reader, language),
        shapes=shapes,
    )


def neighbours_of(entry: Entry) -> tuple[DocPage | None, DocPage | None]:
    """The pages of the operations before and after ``entry`` in its group."""
    _group, entries = endpoints.find_group(entry.operation.group)
    place = [other.path for other in entries].index(entry.path)
    before = entries[place - 1] if place else None
    after = next(iter(entries[place + 1 : place + 2]), None)
    return page_of(before) if before else None, page_of(after) if after else None


def page_of(entry: Entry) -> DocPage:
    """The page of an operation."""
    return operation_page(entry.path, entry.operation.summary, entry.operation.group)


def samples_of(entry: Entry, reader: Reader) -> dict[str, object]:
    """The call in the language of the query, with a switch; and the shapes of its bodies."""
    language = read_language()
    return {
        "language": language,
        "switch": list_languages(page_of(entry), reader, language),
        "call": _sample(entry, reader, language),
        "shapes": shapes,
        "example": Code(shapes.example(entry.shape), "json") if entry.shape else None,
    }


def _sample(entry: Entry, reader: Reader, language: str) -> Code:
    return Code(sample_requests.write(entry, reader, language), language.lower())


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
