"""The text of an .ics file as components and content lines, with their line numbers (RFC 5545 3.1).

Everything that could make reading endless is refused here, before any value is looked at. What
is merely odd is read as it was meant, so that it costs no event
(docs/decisions/0042-reading-calendar-files.md).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NoReturn

from app.language.texts import gettext as _

MAX_BYTES = 25 * 1024 * 1024  # 50,000 ordinary events; a bigger file is no calendar of one team
MAX_LINES = 1_500_000  # lines of the file; 50,000 events of 15 lines, and as many again
MAX_EVENTS = 50_000  # what is read and compared in the time a person waits
MAX_LINE = 256 * 1024  # bytes that are read of one unfolded line: the longest description and some
MAX_DEPTH = 8  # components in components; the standard needs three
MAX_CALENDARS = 100  # in one file; tools that join calendars write one for each
MAX_ZONES = 200  # time zone definitions; tools write one for each zone in use

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BOM = b"\xef\xbb\xbf"
_UTF_16 = {b"\xff\xfeB": "utf-16-le", b"\xfe\xff\x00": "utf-16-be", b"B\x00E": "utf-16-le"}
_UTF_16 |= {b"\x00B\x00": "utf-16-be"}
_EVENT = re.compile(rb"^BEGIN:VEVENT", re.IGNORECASE | re.MULTILINE)
_BEGINNING = re.compile(rb"^[ \t\r]*BEGIN:[ \t]*VCALENDAR\s", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"[A-Z-][A-Z0-9-]*")
_KNOWN = frozenset(
    "VCALENDAR VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE STANDARD DAYLIGHT VALARM VAVAILABILITY"
    " AVAILABLE PARTICIPANT VLOCATION VRESOURCE".split()
)


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
        return self.text.partition(":")[0].partition(";")[0].strip().upper()


@dataclass(slots=True)
class Component:
    """What is between a BEGIN and its END."""

    name: str
    line: int
    lines: list[Line] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def named(self, name: str) -> list["Component"]:
        """Its direct children called ``name``."""
        return [child for child in self.children if child.name == name]


def read_calendars(data: bytes) -> list[Component]:
    """The VCALENDARs of the file; raises CalendarFileError for what is none, or is too much.

    Each can use the time zones that the others define.
    """
    text = _as_utf8(data)
    _refuse_at_first_sight(text)
    calendars = _Tree().build(_unfold(text))
    if not calendars:
        raise _no_calendar()
    if len(calendars) > 1:
        zones = [zone for calendar in calendars for zone in calendar.named("VTIMEZONE")]
        for calendar in calendars:
            calendar.children = [*zones[:MAX_ZONES], *calendar.children]
    return calendars


def _as_utf8(data: bytes) -> bytes:
    """The file in UTF-8 with line feeds: some tools write UTF-16, very old ones no line feeds."""
    encoding = next((name for mark, name in _UTF_16.items() if data.startswith(mark)), None)
    if encoding is not None and len(data) <= MAX_BYTES:
        data = data.decode(encoding, "replace").encode()
    # A second calendar may have a mark of its own; no text has the character 0.
    text = data.removeprefix(_BOM).replace(b"\n" + _BOM, b"\n").replace(b"\x00", b"")
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def _refuse_at_first_sight(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise CalendarFileError(_("The file is larger than %(n)d MB.", n=MAX_BYTES // 1024 // 1024))
    if data.startswith((_GZIP, _ZIP)):
        raise CalendarFileError(_("The file is packed. Unpack it and choose the .ics file in it."))
    if not _BEGINNING.search(data):
        raise _no_calendar()
    if data.count(b"\n") > MAX_LINES:
        raise CalendarFileError(_("The file has more than %(n)d lines.", n=MAX_LINES))
    if sum(1 for _match in _EVENT.finditer(data)) > MAX_EVENTS:
        raise _too_many_events()


def _no_calendar() -> CalendarFileError:
    message = _("The file is no .ics calendar: it does not begin with BEGIN:VCALENDAR.")
    return CalendarFileError(message, 1)


def _too_many_events() -> CalendarFileError:
    return CalendarFileError(_("The file has more than %(n)d events.", n=MAX_EVENTS))


def _unfold(data: bytes) -> Iterator[Line]:
    """The content lines. Bytes are joined before they are decoded: a fold may split a letter.

    Of a very long line, such as a picture in the file, only the beginning is kept.
    """
    pieces: list[bytes] = []
    size = first = 0
    for number, raw in enumerate(BytesIO(data), 1):
        piece = raw.removesuffix(b"\n").rstrip(b"\r")
        if pieces and piece[:1] in (b" ", b"\t"):
            if size < MAX_LINE:
                pieces.append(piece[1 : MAX_LINE - size])
        elif piece:
            if pieces:
                yield Line(first, _decode(b"".join(pieces)))
            pieces, size, first = [piece.lstrip()[:MAX_LINE]], 0, number
        else:
            continue
        size += len(piece)
    if pieces:
        yield Line(first, _decode(b"".join(pieces)))


def _decode(raw: bytes) -> str:
    """The text of a line: UTF-8, or the old encoding of Windows where it is not that at all."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode(errors="replace")
        if text.replace("\ufffd", "").isascii():
            text = raw.decode("cp1252", "replace")
    return text


class _Tree:
    """The components of a file, as their BEGIN and END lines nest them."""

    def __init__(self) -> None:
        self._root = Component("", 0)
        self._stack = [self._root]  # the components that are open, outermost first
        self._events = 0  # folded or with spaces, a BEGIN is not seen at first sight

    def build(self, lines: Iterator[Line]) -> list[Component]:
        """The calendars; raises CalendarFileError."""
        for line in lines:
            word = line.text[:6].upper()
            if word.startswith("BEGIN:"):
                self._begin(line)
            elif word.startswith("END:"):
                self._end(line)
            elif len(self._stack) > 1:  # what is around a calendar is no part of it
                self._stack[-1].lines.append(line)
        if len(self._stack) > 1:
            self._refuse_unfinished(self._stack[-1])
        return self._root.children

    def _begin(self, line: Line) -> None:
        component = Component(_word(line), line.number)
        if component.name == "VCALENDAR":
            self._begin_calendar(component)
            return
        if len(self._stack) == 1:
            if component.name == "VEVENT":
                raise CalendarFileError(_("There is an event outside a calendar."), line.number)
            return
        if component.name == "VEVENT":
            self._events += 1
            if self._events > MAX_EVENTS:
                raise _too_many_events()
            if "VEVENT" in self._names:
                self._close("VEVENT")
        # A description whose lines are not folded may have lines such as "Begin: 19:00".
        if len(self._stack) <= MAX_DEPTH and _NAME.fullmatch(component.name):
            self._open(component)

    def _begin_calendar(self, component: Component) -> None:
        if len(self._stack) > 1:
            self._refuse_unfinished(self._stack[1])
        if len(self._root.children) == MAX_CALENDARS:
            message = _("The file has more than %(n)d calendars.", n=MAX_CALENDARS)
            raise CalendarFileError(message, component.line)
        self._open(component)

    def _open(self, component: Component) -> None:
        parent = self._stack[-1]
        is_one_zone_more = component.name == "VTIMEZONE" and len(parent.children) >= MAX_ZONES
        if not (is_one_zone_more and len(parent.named("VTIMEZONE")) >= MAX_ZONES):
            parent.children.append(component)
        self._stack.append(component)

    def _end(self, line: Line) -> None:
        if (name := _word(line)) in self._names:
            self._close(name)

    def _close(self, name: str) -> None:
        """End the innermost ``name``, and what was begun in it and never ended."""
        while (component := self._stack.pop()).name != name:
            parent = self._stack[-1]
            if component.name not in _KNOWN:
                # That was no component, but a line of text that looks like the BEGIN of one.
                parent.children.pop()
                parent.children += component.children
                parent.lines += component.lines

    @property
    def _names(self) -> list[str]:
        return [component.name for component in self._stack[1:]]

    def _refuse_unfinished(self, component: Component) -> NoReturn:
        raise CalendarFileError(
            _("The file ends in the middle: BEGIN:%(name)s has no END.", name=component.name),
            component.line,
        )


def _word(line: Line) -> str:
    return line.text.partition(":")[2].strip().upper()[:40]
