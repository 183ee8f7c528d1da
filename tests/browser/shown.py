"""One page in one state, as the tests of pages and the screenshots open it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

Deed = Callable[[Page], None]


@dataclass(frozen=True)
class Shown:
    """A page as ``who`` sees it at ``path`` after ``deed``; ``{words}`` are the cast's."""

    name: str
    path: str
    who: str | None = None
    status: int = 200
    deed: Deed | None = None
