"""Pages of long lists in addresses: where the wanted one begins, and the links to others."""

from typing import Any

from flask import request, url_for

from app.database.keyset import Page, Position

MAX_DIGITS = 15  # fits every database's whole numbers


def wanted() -> Position | None:
    """The position in ``after``; None, the start, for what is none."""
    parts = request.args.get("after", "").split(".")
    numbers = [part.removeprefix("-") for part in parts]
    if not all(part.isascii() and part.isdecimal() for part in numbers):
        return None
    if max(map(len, numbers)) > MAX_DIGITS:
        return None
    return tuple(int(part) for part in parts)


def links(page: Page[Any], endpoint: str, **here: Any) -> dict[str, str | None]:
    """``first_url`` and ``next_url`` of the list at ``endpoint``, each None where it leads nowhere.

    ``here`` are its other values; empty ones are left out.
    """
    kept = {name: value for name, value in here.items() if value}
    after = ".".join(map(str, page.next)) if page.next else None
    return {
        "first_url": url_for(endpoint, **kept) if wanted() is not None else None,
        "next_url": url_for(endpoint, **kept, after=after) if after else None,
    }
