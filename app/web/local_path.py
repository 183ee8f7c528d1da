"""Targets of redirects: paths of this site only (CWE-601, open redirect)."""

import re
from urllib.parse import quote, urlencode

from flask import current_app, request

from app.database.transactions import SAFE_METHODS

PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
MAX_PATH = 8_000  # characters before the query
# Characters of a target once it is a parameter of another address. Servers take addresses of up to
# 64 KiB; each page that a target passes through encodes it again.
MAX_ENCODED = 60_000


def clean(target: str | None) -> str | None:
    """``target`` when it is a path of this site, with or without a query; None otherwise.

    Browsers read a backslash as a slash and skip control characters, so both are refused.
    """
    if not target or len(target) > MAX_ENCODED or not target.startswith("/"):
        return None
    if "\\" in target or not all(character in PRINTABLE for character in target):
        return None
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    if "//" in path or len(path) > MAX_PATH:  # two slashes begin another host
        return None
    return target if len(quote(target, "")) <= MAX_ENCODED else None


def present() -> str:
    """Path and query of the current request, byte for byte."""
    path = quote(
        request.environ["SCRIPT_NAME"] + request.environ["PATH_INFO"],
        "/:@!$&'()*+,;=~",
        encoding="latin-1",
    )
    query = quote(request.query_string, PRINTABLE)
    return f"{path}?{query}" if query else path


def with_query(path: str) -> str:
    """``path`` with the query of the current request."""
    _present, mark, query = present().partition("?")
    return f"{path}{mark}{query}"


def page_again() -> str | None:
    """The present page; of a form, the page at its address, with the form's ``next``.

    None for a form without such a page.
    """
    if request.method in SAFE_METHODS:
        return clean(present())
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not adapter.test(request.path, "GET"):
        return None
    if "next" in request.args or (target := wanted()) is None:
        return clean(present())
    return clean(f"{present().partition('?')[0]}?{urlencode({'next': target})}")


def wanted() -> str | None:
    """The path in the request's ``next``; None when there is none."""
    return clean(request.form.get("next") or request.args.get("next"))
