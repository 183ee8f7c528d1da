"""The properties of a component of an .ics file, by name (RFC 5545 section 3.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from icalendar.parser import Contentline
from icalendar.parser.property import split_on_unescaped_comma, unescape_backslash

from app.models.calendar_files.ics_lines import Component, Line
from app.models.values.errors import ValidationError

MAX_LIST = 4_000  # characters of a list that are looked at
_WORD = r"[A-Za-z0-9-]+"
_VALUE = r'(?:"[^"]*"|[^",;:\\\s]*)'
_PLAIN = re.compile(rf"{_WORD}((?:;{_WORD}={_VALUE}(?:,{_VALUE})*)*):")
_PARAMETER = re.compile(rf';({_WORD})=(?:"([^"]*)"|([^",;:]*))')


@dataclass(frozen=True, slots=True)
class Property:
    """One property. ``raw`` is its value as written, ``text`` without the escapes of TEXT."""

    name: str
    parameters: Mapping[str, object]
    raw: str
    line: int

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545 section 3.3.11)."""
        return str(unescape_backslash(self.raw))

    @property
    def texts(self) -> list[str]:
        """The value as a list of TEXT, split at commas that are not escaped."""
        return list(split_on_unescaped_comma(self.raw[:MAX_LIST]))

    def parameter(self, name: str) -> str:
        """A parameter's value; "" without one."""
        value = self.parameters.get(name, "")
        return str(value[0] if isinstance(value, list) else value)


class Properties:
    """The properties of one component that are among ``wanted``."""

    def __init__(self, component: Component, names: frozenset[str]) -> None:
        """Read them; raises ValidationError when a line is no property."""
        self._by_name: dict[str, list[Property]] = {}
        for line in component.lines:
            if (name := line.name) in names:
                self._by_name.setdefault(name, []).append(_parse(name, line))

    def all(self, name: str) -> list[Property]:
        """Every one called ``name``, in the file's order."""
        return self._by_name.get(name, [])

    def first(self, name: str) -> Property | None:
        """The first one called ``name``; None without one."""
        return next(iter(self.all(name)), None)

    def only(self, name: str) -> Property | None:
        """The one called ``name``; raises ValidationError when there are several."""
        if len(self.all(name)) > 1:
            raise ValidationError(name.lower(), _("It has more than one %(name)s line.", name=name))
        return self.first(name)

    def text(self, name: str) -> str:
        """The text of the first one called ``name``; "" without one."""
        first = self.first(name)
        return first.text if first else ""


def _parse(name: str, line: Line) -> Property:
    if match := _PLAIN.match(line.text):
        pairs = _PARAMETER.findall(match[1])
        parameters = {key.upper(): quoted or bare for key, quoted, bare in pairs}
        return Property(name, parameters, line.text[match.end() :], line.number)
    return _parse_odd(name, line)


def _parse_odd(name: str, line: Line) -> Property:
    """The same for lines that bend the grammar, by the library that knows how they are meant."""
    try:
        _name, parameters, raw = Contentline(line.text).raw_parts()
    except ValueError:
        raise ValidationError(
            name.lower(), _("Line %(line)d is no “NAME:value”.", line=line.number)
        ) from None
    return Property(name, parameters, raw, line.number)
