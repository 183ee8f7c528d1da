"""The properties of a component of an .ics file, by name (RFC 5545 section 3.1).

A line that cannot be understood is as good as absent: what it decorates is worth more than it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.language.texts import gettext as _
from app.models.calendar_files.ics_lines import Component, Line
from app.models.values.errors import ValidationError

MAX_LIST = 4_000  # characters of a list that are looked at
MAX_PARAMETERS = 2_000  # characters of the parameters that are looked at
_WORD = r"[A-Za-z0-9-]+"
_VALUE = r'(?:"[^"]*"|[^",;:\\\s]*)'
_PLAIN = re.compile(rf"{_WORD}((?:;{_WORD}={_VALUE}(?:,{_VALUE})*)*):")
_PARAMETER = re.compile(rf';({_WORD})=((?:"[^"]*"|[^";:])*)')
# The same for lines that bend the grammar: spaces, parameters without a value, quotes within.
_ODD = re.compile(r'((?:[^":]|"[^"]*")*):')
_ODD_PARTS = re.compile(r'(?:"[^"]*"|[^;])+')
_CARET = re.compile(r"\^([n'^])")
_CARETS = {"n": "\n", "'": '"', "^": "^"}


@dataclass(frozen=True, slots=True)
class Property:
    """One property. ``raw`` is its value as written, ``text`` without the escapes of TEXT."""

    name: str
    parameters: Mapping[str, str]
    raw: str
    line: int

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545 section 3.3.11)."""
        from icalendar.parser.property import unescape_backslash  # only calendar files need it

        return str(unescape_backslash(self.raw))

    @property
    def texts(self) -> list[str]:
        """The value as a list of TEXT, split at commas that are not escaped."""
        from icalendar.parser.property import split_on_unescaped_comma

        return list(split_on_unescaped_comma(self.raw[:MAX_LIST]))

    def parameter(self, name: str) -> str:
        """A parameter's value without its escapes (RFC 6868); "" without one."""
        return _CARET.sub(lambda match: _CARETS[match[1]], self.parameters.get(name, ""))


class Properties:
    """The properties of one component that are among ``names``."""

    def __init__(self, component: Component, names: frozenset[str]) -> None:
        """Read them."""
        self._by_name: dict[str, list[Property]] = {}
        for line in component.lines:
            if (name := line.name) in names and (read := _parse(name, line)):
                self._by_name.setdefault(name, []).append(read)

    def all(self, name: str) -> list[Property]:
        """Every one called ``name``, in the file's order."""
        return self._by_name.get(name, [])

    def first(self, name: str) -> Property | None:
        """The first one called ``name``; None without one."""
        properties = self._by_name.get(name)
        return properties[0] if properties else None

    def only(self, name: str) -> Property | None:
        """The one called ``name``; raises ValidationError when there are several."""
        if len({prop.raw for prop in self.all(name)}) > 1:
            raise ValidationError(name.lower(), _("It has more than one %(name)s line.", name=name))
        return self.first(name)

    def text(self, name: str) -> str:
        """The text of the first one called ``name``; "" without one."""
        first = self.first(name)
        return first.text if first else ""


def _parse(name: str, line: Line) -> Property | None:
    """The property; None for a line without a colon."""
    if match := _PLAIN.match(line.text):
        pairs = _PARAMETER.findall(match[1]) if match[1] else ()
        parameters = {key.upper(): value.strip('"') for key, value in pairs}
        return Property(name, parameters, line.text[match.end() :], line.number)
    head, raw = _split(line.text)
    if raw is None:
        return None
    parts = (part.partition("=") for part in _ODD_PARTS.findall(head[:MAX_PARAMETERS])[1:])
    odd = {key.strip().upper(): value.strip().strip('"') for key, _equals, value in parts}
    return Property(name, odd, raw, line.number)


def _split(text: str) -> tuple[str, str | None]:
    """What is before the colon of the value, and the value; a quote that never ends is none."""
    if match := _ODD.match(text):
        return match[1], text[match.end() :]
    head, colon, raw = text.partition(":")
    return head, raw if colon else None
