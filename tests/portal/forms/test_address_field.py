"""Fields for addresses send what was typed, and nothing that a browser has made of it."""

import re
from pathlib import Path

from wtforms import Form

from app.portal.forms.address_field import AddressField


class OneField(Form):
    """A form with an address."""

    email = AddressField("E-mail")


def test_field_is_a_text_field_with_the_keyboard_for_addresses():
    html = OneField().email()
    assert 'type="text"' in html
    assert 'inputmode="email"' in html
    assert 'autocapitalize="none"' in html


def test_no_page_lets_the_browser_rewrite_an_address():
    """An input of type "email" sends "ana@strasse.de" for "ana@straße.de"."""
    sources = [*Path("templates").rglob("*.html"), *Path("app").rglob("*.py")]
    offenders = [
        str(path)
        for path in sources
        if re.search(r"""type["']?\s*[=:]\s*["']?email\b|EmailField\(""", path.read_text())
    ]
    assert offenders == []
