"""Fills in and sends a page's own forms through the test client, hidden fields and all."""

import re
from contextlib import suppress
from urllib.parse import urljoin

from app.demo.page import Form, Page, UnexpectedAnswerError

FORM = re.compile(r"<form\b.*?</form>", re.S)  # no form is in another


def submit(client, path: str, button: str = "", *, page=None, **fields):
    """Open ``path``, fill in the form whose button begins with ``button``, and press it.

    Return the answer to the POST, redirects not followed. A field takes a value or a list of them.
    ``page`` is an answer of ``path`` that was opened before.
    """
    page = page or client.get(path)
    assert page.status_code == 200, f"{path} answered {page.status_code}, not a form"
    form = find_form(page.text, button)
    return client.post(urljoin(path, form.action or path), data=form.press(button, **fields))


def find_form(html: str, button: str = "") -> Form:
    """Return the POST form whose button begins so; raise UnexpectedAnswerError if none."""
    with suppress(UnexpectedAnswerError):
        return Page("".join(FORM.findall(html))).find_form(button)  # the rest is most of a page
    return Page(html).find_form(button)  # says of which page it is


def read_forms(html: str) -> list[Form]:
    """Return the page's forms in order."""
    return Page(html).forms
