"""Content lines of iCalendar (RFC 5545 section 3.1), escaped so that no text starts a line."""

import re

LIMIT = 75  # octets per line, without the line break
MAX_TEXT = 60_000  # octets of one text; readers, including ours, refuse very long lines
END = "\r\n"
_BREAKS = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_NO_URI = re.compile(r"[^!#-;=?-Z_a-z~\[\]%]")


def line(name: str, value: str) -> str:
    """The folded line ``name:value`` with its line break; ``name`` may have parameters."""
    whole = f"{name}:{value}"
    if len(whole) <= LIMIT and whole.isascii():
        return whole + END
    return _fold(whole.encode()) + END


def text(value: str) -> str:
    """``value`` as TEXT (section 3.3.11): breaks become "\\\\n", other controls spaces."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    if escaped.isprintable():  # like nearly every text
        return escaped
    return _CONTROLS.sub(" ", _BREAKS.sub("\\\\n", escaped))


def long_text(value: str) -> str:
    """``value`` as TEXT, cut to MAX_TEXT with "…" at the end."""
    raw = value.encode()
    if len(raw) > MAX_TEXT:
        value = raw[:MAX_TEXT].decode(errors="ignore") + "…"
    return text(value)


def uri(value: str) -> str:
    """``value`` as URI; characters that a URI must not contain are percent-encoded."""
    return _NO_URI.sub(_percent, value)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in match[0].encode(errors="replace"))


def _fold(octets: bytes) -> str:
    """The line in pieces of at most 75 octets, the space that begins a piece included."""
    pieces, start, room = [], 0, LIMIT
    while start < len(octets):
        end = start + room
        # An octet 10xxxxxx continues a character (RFC 3629) and must not start a piece.
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, LIMIT - 1
    return (END + " ").join(piece.decode() for piece in pieces)
