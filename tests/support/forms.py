"""Fills in and sends a page's own forms through the test client, hidden fields and all."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

BUTTON_TYPES = ("submit", "")


@dataclass
class Form:
    """A form as a browser sees it: where it goes, what it would send, what its buttons say."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)  # text -> name, value

    def find_button(self, text: str) -> str | None:
        """Return the text of the button that begins with ``text``; None when there is none."""
        return next((button for button in self.buttons if button.startswith(text)), None)


def submit(client, path: str, button: str = "", *, page=None, **fields):
    """Open ``path``, fill in the form whose button begins with ``button``, and press it.

    Return the answer to the POST, redirects not followed. A field takes a value or a list of them.
    ``page`` is an answer of ``path`` that was opened before.
    """
    page = page or client.get(path)
    assert page.status_code == 200, f"{path} answered {page.status_code}, not a form"
    form = find_form(page.text, button)
    name, value = form.buttons[form.find_button(button)]
    sent = {**form.fields, **({name: value} if name else {}), **fields}
    return client.post(urljoin(path, form.action or path), data=sent)


def find_form(html: str, button: str = "") -> Form:
    """Return the POST form whose button begins with ``button``; raise AssertionError if none."""
    forms = [form for form in read_forms(html) if form.method == "post"]
    found = next((form for form in forms if form.find_button(button) is not None), None)
    assert found, f"No form with a button {button!r}, only {[list(f.buttons) for f in forms]}"
    return found


def read_forms(html: str) -> list[Form]:
    """Return the page's forms in order."""
    reader = FormReader()
    reader.feed(html)
    return reader.forms


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self):
        """Start with no form."""
        super().__init__()
        self.forms = []
        self._open = None  # the form that we are in
        self._select = self._textarea = self._button = None
        self._text = ""

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and (start := getattr(self, f"_start_{tag}", None)):
            start(values)

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "button" and self._button is not None:
            text = " ".join(self._text.split())
            self._open.buttons[text] = (self._button.get("name"), self._button.get("value", ""))
            self._button = None
        elif tag == "textarea" and self._textarea is not None:
            # Browsers read CRLF as LF, and drop the line break that follows the tag.
            text = self._text.replace("\r\n", "\n").removeprefix("\n")
            self._open.fields[self._textarea] = [text]
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        self._text += data

    def _start_input(self, values):
        kind, name = values.get("type", "text"), values.get("name")
        if kind == "submit":
            self._open.buttons[values.get("value", "")] = (name, values.get("value", ""))
        elif name and (kind not in ("checkbox", "radio") or "checked" in values):
            self._open.fields.setdefault(name, []).append(values.get("value", ""))

    def _start_button(self, values):
        if values.get("type", "") in BUTTON_TYPES:
            self._button, self._text = values, ""

    def _start_textarea(self, values):
        self._textarea, self._text = values.get("name"), ""

    def _start_select(self, values):
        self._select = values.get("name")

    def _start_option(self, values):
        # Without a chosen option a browser sends the first one.
        if self._select and ("selected" in values or self._select not in self._open.fields):
            self._open.fields[self._select] = [values.get("value", "")]
