"""Characters that look alike, by the data of Unicode Technical Standard 39."""

import json
from functools import cache
from importlib import resources

_MARK = "\u200e"  # with which the data keeps letters of right-to-left scripts in order


def skeleton(text: str) -> str:
    """``text`` with one sign for all that look like it: equal skeletons look the same.

    It is for comparing only, and depends on the case of letters (UTS 39, section 4).
    """
    prototypes = _prototypes()
    return "".join(prototypes.get(char, char) for char in text)


@cache
def _prototypes() -> dict[str, str]:
    """The sign for every character that looks like another.

    The data pairs each character with its prototype, and each prototype with its characters: what
    is connected looks alike, and is represented by its sign with the most pairs.
    """
    # The library would keep its data in memory for ever: 8 MB.
    data = resources.files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    pairs = {
        _bare(sign): [_bare(other["c"]) for other in others]
        for sign, others in json.loads(data).items()
    }
    found: dict[str, str] = {}
    for start in pairs:
        if start in found:
            continue
        group, waiting = {start}, [start]
        while waiting:
            others = set(pairs.get(waiting.pop(), ())) - group
            group |= others
            waiting.extend(others)
        sign = max(group, key=lambda other: (len(pairs.get(other, ())), other))
        found.update(dict.fromkeys(group, sign))
    # A prototype of several characters may hold one that has a prototype itself.
    whole = {char: "".join(found.get(c, c) for c in sign) for char, sign in found.items()}
    return {char: sign for char, sign in whole.items() if len(char) == 1 and char != sign}


def _bare(sign: str) -> str:
    return sign.replace(_MARK, "")
