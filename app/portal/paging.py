"""Pages of long lists: the position in the query string, the links to other pages, all rows."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import request, url_for

from app.database.keyset import Page, Position

MAX_DIGITS = 15  # fits every database's integers

Row = TypeVar("Row")


def wanted() -> Position | None:
    """The position in ``after``; None, the start of the list, when there is none or a bad one."""
    parts = request.args.get("after", "").split(".")
    numbers = [part.removeprefix("-") for part in parts]
    if not all(part.isascii() and part.isdecimal() for part in numbers):
        return None
    if max(map(len, numbers)) > MAX_DIGITS:
        return None
    return tuple(int(part) for part in parts)


def links(page: Page[Any], endpoint: str, **values: Any) -> dict[str, str | None]:
    """{"first_url", "next_url"} of the list at ``endpoint``; None when there is no such page.

    Empty ``values`` are left out of the links.
    """
    kept = {name: value for name, value in values.items() if value}
    after = ".".join(map(str, page.next)) if page.next else None
    return {
        "first_url": url_for(endpoint, **kept) if wanted() is not None else None,
        "next_url": url_for(endpoint, **kept, after=after) if after else None,
    }


def all_rows(list_page: Callable[[Position | None], Page[Row]]) -> Iterator[Row]:
    """The rows of every page, read a page at a time."""
    page = list_page(None)
    yield from page.rows
    while page.next is not None:
        page = list_page(page.next)
        yield from page.rows
