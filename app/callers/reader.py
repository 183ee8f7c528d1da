"""Who reads what is being rendered, where it is not the user who made the request: of mails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from flask import g
from flask_login import current_user

from app.language import current
from app.models.accounts.languages import DEFAULT, match


class Reader(Protocol):
    """A user, or what is remembered of one."""

    @property
    def email(self) -> str:
        """The address."""

    @property
    def locale(self) -> str | None:
        """The chosen language."""

    @property
    def timezone(self) -> str:
        """The zone of the times."""


@contextmanager
def reading(user: Reader | None) -> Iterator[None]:
    """Render texts, dates and times for ``user``.

    None is someone without an account. They get the language of the user who writes to them.
    """
    if user is None or _is_asking(user):
        yield
        return
    former, g.reader = g.get("reader"), user
    current.refresh()
    try:
        yield
    finally:
        g.reader = former
        current.refresh()


def is_named() -> bool:
    """Whether the text is for a reader who was named."""
    return g.get("reader") is not None


def locale() -> str:
    """The language of the reader; English without a choice."""
    return match((g.reader.locale or "",)) or DEFAULT


def timezone() -> str:
    """The zone of the reader."""
    return str(g.reader.timezone)


def _is_asking(user: Reader) -> bool:
    # Without a choice of their own they read mails as they read pages.
    return user.locale is None and getattr(current_user, "email", None) == user.email
