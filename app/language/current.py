"""The language and the zone of what is rendered now, found once for an app context.

A page has a hundred texts and half as many numbers and times. Flask-Babel, which looked all three
up again for each of them, was a fifth of the Python calls of a page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cache, cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g
from flask.globals import _cv_app

FOLDER = Path(__file__).parent.parent / "translations"
SOURCE = "en"  # of the texts in the code, which have no catalog
NAME, FORCED = "language", "forced_language"


@dataclass(frozen=True)
class Choice:
    """How an application finds the language and the zone of a reader, both by their tags."""

    locale: Callable[[], str]
    timezone: Callable[[], str]


class Language:
    """The reader's language and zone, each found when it is first needed."""

    def __init__(self, tag: str | None = None) -> None:
        """With ``tag``, the language is that one; the zone stays the reader's."""
        if tag is not None:
            self.tag = tag

    @cached_property
    def tag(self) -> str:
        """The language's tag, such as "de"."""
        return _choice().locale()

    @cached_property
    def locale(self) -> Locale:
        """The language as Babel knows it."""
        return locale_of(self.tag)

    @cached_property
    def zone(self) -> tzinfo:
        """The reader's time zone."""
        return ZoneInfo(_choice().timezone())

    @cached_property
    def catalog(self) -> NullTranslations | None:
        """The translated texts; None for the language in which they are written."""
        return catalog_of(self.tag)


class OutsideLanguage(Language):
    """What holds outside of an application: texts as they are written, times in UTC."""

    def __init__(self) -> None:
        """The language of the source."""
        super().__init__(SOURCE)
        self.zone = UTC


OUTSIDE = OutsideLanguage()


def register(app: Flask, *, locale: Callable[[], str], timezone: Callable[[], str]) -> None:
    """Let ``locale`` and ``timezone`` choose the language and the zone of the app's readers."""
    app.extensions[NAME] = Choice(locale, timezone)


def current() -> Language:
    """The language of what is rendered now."""
    # Not by the proxy ``g``, which takes a call more for each of a page's 300 texts and numbers.
    app_context = _cv_app.get(None)
    if app_context is None:
        return OUTSIDE
    context = vars(app_context.g)
    language: Language | None = context.get(NAME)
    if language is None:
        language = context[NAME] = Language()
    return language


def page_locale() -> Locale:
    """The language of what is rendered now, as Babel knows it."""
    return current().locale


def page_timezone() -> tzinfo:
    """The zone of the times that are rendered now."""
    return current().zone


def refresh() -> None:
    """Choose again, because the reader is another or has changed the language."""
    if current() is not OUTSIDE:
        setattr(g, NAME, Language(getattr(g, FORCED, None)))


@contextmanager
def force_locale(tag: str) -> Iterator[None]:
    """Render in the language ``tag`` for every reader; changes nothing outside of an app."""
    if current() is OUTSIDE:
        yield
        return
    former, former_tag = current(), getattr(g, FORCED, None)
    setattr(g, NAME, Language(tag))
    setattr(g, FORCED, tag)
    try:
        yield
    finally:
        setattr(g, FORCED, former_tag)
        setattr(g, NAME, former)


@cache  # as many as there are languages
def locale_of(tag: str) -> Locale:
    """Babel's locale for ``tag``."""
    return Locale.parse(tag)


@cache
def catalog_of(tag: str) -> NullTranslations | None:
    """The translations for ``tag``; None without a file of them."""
    catalog = Translations.load(FOLDER, [tag])
    return catalog if isinstance(catalog, Translations) else None


def _choice() -> Choice:
    choice: Choice = current_app.extensions[NAME]
    return choice
