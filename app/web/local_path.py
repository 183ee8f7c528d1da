"""Where a page may send somebody next: a path of this site, and nothing else (OWASP, CWE-601)."""

import re
from urllib.parse import quote

from flask import request

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
MAX_LENGTH = 8_000  # characters; authorize URLs are long, session cookies are not involved


def clean(target: str | None) -> str | None:
    """``target`` when it is a path of this site, with or without a query; None otherwise.

    Browsers take a backslash for a slash and skip control characters: neither is let through.
    """
    if not target or len(target) > MAX_LENGTH or not target.startswith("/"):
        return None
    if "\\" in target or not all(character in PRINTABLE for character in target):
        return None
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return None if "//" in path else target  # two slashes begin another host


def present() -> str:
    """Path and query of the present request, byte for byte as they were asked for."""
    path = quote(
        request.environ["SCRIPT_NAME"] + request.environ["PATH_INFO"],
        "/:@!$&'()*+,;=~",
        encoding="latin-1",
    )
    query = quote(request.query_string, PRINTABLE)
    return f"{path}?{query}" if query else path


def wanted() -> str | None:
    """Where the person was going, from the request's ``next``; None when it is not said."""
    return clean(request.form.get("next") or request.args.get("next"))
