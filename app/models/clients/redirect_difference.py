"""How a redirect URI that was sent differs from the nearest one that is registered."""

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from urllib.parse import SplitResult, unquote, urlsplit

MAX_SHOWN = 500  # characters
_PAIR = re.compile(r"([^&=]*)=([^&]*)")
_USERINFO = re.compile(r"(?<=//)[^/?#@]*@")


def compare(registered: Sequence[str], sent: str) -> dict[str, str]:
    """The facts ``sent``, ``registered`` (the nearest) and ``differs`` (in what, in a word).

    Of what was sent, values in the query stay out unless they are registered so: they may be
    somebody's.
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
    known = set(registered.partition("?")[2].split("&"))
    pairs = [pair if pair in known else _PAIR.sub(r"\1=…", pair) for pair in query.split("&")]
    return before + mark + "&".join(pairs) + ("#…" if "#" in sent else "")


def split_at_difference(one: str, other: str) -> tuple[str, str, str]:
    """``one`` in three parts: what both begin with, where they differ, what both end with."""
    start = _common_length(one, other)
    end = min(_common_length(one[::-1], other[::-1]), min(len(one), len(other)) - start)
    return one[:start], one[start : len(one) - end], one[len(one) - end :]


def _likeness(registered: str, sent: str) -> int:
    return _common_length(registered, sent) + _common_length(registered[::-1], sent[::-1])


def _common_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _name_difference(registered: str, sent: str) -> str:
    """The first of these that alone tells them apart, else the first part that differs."""
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
