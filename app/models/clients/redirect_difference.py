"""The difference between a sent redirect URI and the nearest registered one."""

import os.path
import re
from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, unquote, urlsplit

MAX_SHOWN = 500  # characters
_USERINFO = re.compile(r"(?<=//)[^/?#@]*@")


def compare(registered: Sequence[str], sent: str) -> dict[str, str]:
    """The facts ``sent``, ``registered`` (the nearest) and ``differs`` (its kind).

    Query values of ``sent`` are left out unless they are registered: they may be private.
    """
    nearest = max(registered, key=lambda uri: _likeness(uri, sent), default="")
    return {
        "sent": without_values(sent, nearest)[:MAX_SHOWN],
        "registered": nearest[:MAX_SHOWN],
        "differs": _name_difference(nearest, sent[:10_000]),
    }


def without_values(sent: str, registered: str) -> str:
    """``sent`` without password, fragment, and query values that ``registered`` has not."""
    before, mark, query = _USERINFO.sub("…@", sent.split("#")[0]).partition("?")
    registered_pairs = set(registered.partition("?")[2].split("&"))
    pairs = [
        pair if pair in registered_pairs else _without_value(pair) for pair in query.split("&")
    ]
    return before + mark + "&".join(pairs) + ("#…" if "#" in sent else "")


def _without_value(pair: str) -> str:
    name, equals, _value = pair.partition("=")
    return f"{name}=…" if equals else name


def split_at_difference(uri: str, other: str) -> tuple[str, str, str]:
    """``uri`` in three parts: the common start, the difference, the common end."""
    start = _common_length(uri, other)
    end = min(_common_length(uri[::-1], other[::-1]), min(len(uri), len(other)) - start)
    return uri[:start], uri[start : len(uri) - end], uri[len(uri) - end :]


def _likeness(registered: str, sent: str) -> int:
    return _common_length(registered, sent) + _common_length(registered[::-1], sent[::-1])


def _common_length(uri: str, other: str) -> int:
    return len(os.path.commonprefix([uri, other]))


def _name_difference(registered: str, sent: str) -> str:
    """The one thing in which they differ, else the first part of the address that differs."""
    alike: dict[str, tuple[Callable[[str], str], ...]] = {
        "space": (str.strip,),
        "case": (str.casefold,),
        "slash": (lambda uri: uri.rstrip("/"),),
        "encoding": (unquote, lambda uri: unquote(unquote(uri))),
        "fragment": (lambda uri: uri.split("#")[0],),
    }
    for name, readings in alike.items():
        if any(read(sent) == read(registered) for read in readings):
            return name
    try:
        return _part_that_differs(urlsplit(registered), urlsplit(sent))
    except ValueError:
        return "other"


def _part_that_differs(registered: SplitResult, sent: SplitResult) -> str:
    parts = {
        "scheme": registered.scheme != sent.scheme,
        "host": registered.hostname != sent.hostname,
        "port": registered.port != sent.port,
        "path": registered.path != sent.path,
        "query": registered.query != sent.query,
    }
    return next((name for name, differs in parts.items() if differs), "other")
