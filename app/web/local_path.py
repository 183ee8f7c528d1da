"""Targets of redirects: paths of this site only (CWE-601, open redirect)."""

import re
from urllib.parse import quote

from flask import request

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
MAX_LENGTH = 8_000  # characters; authorization requests are long


def clean(target: str | None) -> str | None:
    """``target`` when it is a path of this site, with or without a query; None otherwise.

    Browsers read a backslash as a slash and skip control characters, so both are refused.
    """
    if not target or len(target) > MAX_LENGTH or not target.startswith("/"):
        return None
    if "\\" in target or not all(character in PRINTABLE for character in target):
        return None
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return None if "//" in path else target  # two slashes begin another host


def present() -> str:
    """Path and query of the current request, byte for byte."""
    path = quote(
        request.environ["SCRIPT_NAME"] + request.environ["PATH_INFO"],
        "/:@!$&'()*+,;=~",
        encoding="latin-1",
    )
    query = quote(request.query_string, PRINTABLE)
    return f"{path}?{query}" if query else path


def wanted() -> str | None:
    """The path in the request's ``next``; None when there is none."""
    return clean(request.form.get("next") or request.args.get("next"))
