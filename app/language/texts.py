"""Texts in the language of the reader: now, or when they are shown."""

from collections.abc import Iterator
from functools import total_ordering
from typing import cast

from app.language.current import current


def gettext(text: str, /, **values: object) -> str:
    """``text`` in the language of the reader, with ``values`` in its placeholders."""
    catalog = current().catalog
    translated = text if catalog is None else str(catalog.gettext(text))
    return translated % values if values else translated


def ngettext(singular: str, plural: str, /, num: int, **values: object) -> str:
    """The form of the text for ``num``, which is also one of the ``values``."""
    return plural_form(singular, plural, num) % {"num": num, **values}


def plural_form(singular: str, plural: str, num: int) -> str:
    """The form of the text for ``num``, with its placeholders."""
    catalog = current().catalog
    if catalog is None:
        return singular if num == 1 else plural
    return str(catalog.ngettext(singular, plural, num))


def lazy_gettext(text: str, /, **values: object) -> str:
    """``text``, translated when it is shown; for texts that are made before there is a reader."""
    return cast("str", LazyText(text, values))


@total_ordering
class LazyText:
    """A text that is translated when it is shown, and until then behaves like one."""

    __slots__ = ("_text", "_values")

    def __init__(self, text: str, values: dict[str, object]) -> None:
        """Keep the text as it stands in the code."""
        self._text, self._values = text, values

    def __str__(self) -> str:
        return gettext(self._text, **self._values)

    def __repr__(self) -> str:
        return repr(str(self))

    def __getattr__(self, name: str) -> object:
        # Python and Markup ask for special methods to learn what this is: a plain text.
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(str(self), name)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, (str, LazyText)) else False

    def __hash__(self) -> int:
        return hash(str(self))

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)

    def __len__(self) -> int:
        return len(str(self))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __iter__(self) -> Iterator[str]:
        return iter(str(self))

    def __contains__(self, part: str) -> bool:
        return part in str(self)

    def __getitem__(self, key: int | slice) -> str:
        return str(self)[key]

    def __add__(self, other: object) -> str:
        return str(self) + str(other)

    def __radd__(self, other: object) -> str:
        return str(other) + str(self)

    def __mod__(self, values: object) -> str:
        return str(self) % values
