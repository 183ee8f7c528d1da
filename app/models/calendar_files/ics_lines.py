"""The text of an .ics file as components and content lines, with their line numbers (RFC 5545 3.1).

Everything that could make reading endless is refused here, before any value is looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

MAX_BYTES = 5 * 1024 * 1024  # 20,000 ordinary events; a bigger file is no calendar of one team
MAX_LINES = 500_000  # lines of the file; 20,000 events of 15 lines, and as many again
MAX_EVENTS = 20_000  # what is read, stored and reported in the time a person waits
MAX_LINE = 64 * 1024  # bytes of one unfolded line: the longest description and then some
MAX_DEPTH = 8  # components in components; the standard needs three
MAX_EVENT_LINES = 5_000  # lines of one event: invitation lists are long, endless ones are not
MAX_ZONES = 200  # time zone definitions; tools write one for each zone in use

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BOM = b"\xef\xbb\xbf"
_EVENT = re.compile(rb"^BEGIN:VEVENT", re.IGNORECASE | re.MULTILINE)
_BEGINNING = re.compile(rb"\s*BEGIN:VCALENDAR\s", re.IGNORECASE)


class CalendarFileError(ValueError):
    """The whole file is refused: nothing of it is imported. ``line`` is None for no one line."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"{line}: {reason}")
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded content line and the number of the line of the file it starts on."""

    number: int
    text: str

    @property
    def name(self) -> str:
        """The property's name, in capitals."""
        return re.split("[:;]", self.text, maxsplit=1)[0].strip().upper()


@dataclass(slots=True)
class Component:
    """What is between a BEGIN and its END."""

    name: str
    line: int
    lines: list[Line] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)
    size: int = 0  # lines in it and in all its children

    def named(self, name: str) -> list["Component"]:
        """Its direct children called ``name``."""
        return [child for child in self.children if child.name == name]


def read_calendar(data: bytes) -> Component:
    """The one VCALENDAR of the file; raises CalendarFileError for what is none, or is too much."""
    text = data.removeprefix(_BOM)
    _refuse_at_first_sight(text)
    return _build(_unfold(text))


def _refuse_at_first_sight(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise CalendarFileError(_("The file is larger than %(n)d MB.", n=MAX_BYTES // 1024 // 1024))
    if data.startswith((_GZIP, _ZIP)):
        raise CalendarFileError(_("The file is packed. Unpack it and choose the .ics file in it."))
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise CalendarFileError(_("The file is no text, so it is no .ics calendar."), line)
    if not _BEGINNING.match(data):
        raise CalendarFileError(
            _("The file is no .ics calendar: it does not begin with BEGIN:VCALENDAR."), 1
        )
    if data.count(b"\n") > MAX_LINES:
        raise CalendarFileError(_("The file has more than %(n)d lines.", n=MAX_LINES))
    if sum(1 for _match in _EVENT.finditer(data)) > MAX_EVENTS:
        raise CalendarFileError(_("The file has more than %(n)d events.", n=MAX_EVENTS))


def _unfold(data: bytes) -> Iterator[Line]:
    """The content lines. Bytes are joined before they are decoded: a fold may split a letter."""
    pieces: list[bytes] = []
    size = first = 0
    for number, raw in enumerate(data.split(b"\n"), 1):
        piece = raw.removesuffix(b"\r")
        if pieces and piece[:1] in (b" ", b"\t"):
            piece = piece[1:]
        elif piece:
            if pieces:
                yield _decode(pieces, first)
            pieces, size, first = [], 0, number
        else:
            continue
        size += len(piece)
        if size > MAX_LINE:
            raise CalendarFileError(
                _("The line is longer than %(n)d KB.", n=MAX_LINE // 1024), first
            )
        pieces.append(piece)
    if pieces:
        yield _decode(pieces, first)


def _decode(pieces: list[bytes], number: int) -> Line:
    try:
        return Line(number, b"".join(pieces).decode())
    except UnicodeDecodeError:
        raise CalendarFileError(
            _("The line is not UTF-8 text. Save the calendar as UTF-8 and try again."), number
        ) from None


def _build(lines: Iterator[Line]) -> Component:
    root = Component("", 0)
    stack = [root]
    for line in lines:
        word = line.text[:6].upper()
        if word.startswith("BEGIN:"):
            _begin(stack, line)
        elif word.startswith("END:"):
            _end(stack, line)
        else:
            _add(stack, line)
    if len(stack) > 1:
        inner = stack[-1]
        raise CalendarFileError(
            _("The file ends in the middle: BEGIN:%(name)s has no END.", name=inner.name),
            inner.line,
        )
    return root.children[0]


def _begin(stack: list[Component], line: Line) -> None:
    if len(stack) > MAX_DEPTH:
        raise CalendarFileError(_("Components are nested too deeply."), line.number)
    component = Component(_word(line), line.number)
    parent = stack[-1]
    if len(stack) == 1 and (component.name != "VCALENDAR" or parent.children):
        raise CalendarFileError(
            _("The file holds more than one calendar. Import them one by one."), line.number
        )
    parent.children.append(component)
    stack.append(component)
    if component.name == "VTIMEZONE" and len(parent.named("VTIMEZONE")) > MAX_ZONES:
        raise CalendarFileError(_("The file defines too many time zones."), line.number)


def _end(stack: list[Component], line: Line) -> None:
    component = stack[-1]
    if len(stack) == 1 or component.name != _word(line):
        raise CalendarFileError(
            _("%(end)s has no BEGIN to go with.", end="END:" + _word(line)), line.number
        )
    stack.pop()
    _grow(stack[-1], component.size + 1)


def _add(stack: list[Component], line: Line) -> None:
    if len(stack) == 1:
        raise CalendarFileError(_("There is text after the end of the calendar."), line.number)
    stack[-1].lines.append(line)
    _grow(stack[-1], 1)


def _grow(component: Component, by: int) -> None:
    component.size += by
    if component.name == "VEVENT" and component.size > MAX_EVENT_LINES:
        raise CalendarFileError(
            _("The event has more than %(n)d lines.", n=MAX_EVENT_LINES), component.line
        )


def _word(line: Line) -> str:
    return line.text.partition(":")[2].strip().upper()[:40]
