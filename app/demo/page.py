"""A page as a browser without scripts reads it: its heading, its text and its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

SILENT = frozenset({"script", "style", "title"})


class UnexpectedAnswerError(Exception):
    """The site's response was not the expected one; the text says how it differs."""


@dataclass
class Form:
    """A form's target, the values that it sends unchanged, and its buttons: text -> name, value."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def find_button(self, text: str) -> str | None:
        """Return the text of the first button that begins with ``text``, or None."""
        return next((button for button in self.buttons if button.startswith(text)), None)

    def press(self, button: str, **values: Any) -> dict[str, Any]:
        """Return the fields that are sent when this button is pressed, with ``values``."""
        name, value = self.buttons[self.find_button(button) or ""]
        return {**self.fields, **({name: value} if name else {}), **values}


class Page(HTMLParser):
    """Reads ``html``: its pieces of text and its forms, in order."""

    def __init__(self, html: str):
        """Read the page at once."""
        super().__init__()
        self.heading = ""
        self.texts: list[str] = []
        self.forms: list[Form] = []
        self._open: list[str] = []  # open elements among h1, script, …
        self._form: Form | None = None
        self._control = ("", "", "")  # name, value and type of the last button, textarea, select
        self._text = ""  # of a button or textarea
        self.feed(html)

    def find_form(self, button: str = "") -> Form:
        """Return the first POST form with this button; raises UnexpectedAnswerError."""
        forms = [form for form in self.forms if form.method == "post"]
        for form in forms:
            if form.find_button(button) is not None:
                return form
        buttons = [list(form.buttons) for form in forms]
        raise UnexpectedAnswerError(f"“{self.heading}” has no button “{button}”, only {buttons}")

    def text_after(self, label: str, beginning: str) -> str:
        """Return the first text after ``label`` that begins so; raises UnexpectedAnswerError."""
        after = self.texts[self.texts.index(label) :] if label in self.texts else []
        for text in after:
            if text.startswith(beginning):
                return text
        raise UnexpectedAnswerError(f"“{self.heading}” does not show a {label}")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Enter the element."""
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in SILENT or tag == "h1":
            self._open.append(tag)
        elif self._form is not None:
            self._start_control(self._form, tag, values)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        name, value, kind = self._control
        if tag == "form":
            self._form = None
        elif tag in self._open:
            self._open.remove(tag)
        elif self._form is None:
            return
        elif tag == "button" and kind in {"submit", ""}:
            self._form.buttons[" ".join(self._text.split())] = (name, value)
        elif tag == "textarea":
            # Browsers read CRLF as LF, and drop the line break that follows the tag.
            text = self._text.replace("\r\n", "\n").removeprefix("\n")
            self._form.fields[name] = [text]

    def handle_data(self, data: str) -> None:
        """Collect visible text."""
        self._text += data
        text = " ".join(data.split())
        if text and not SILENT & set(self._open):
            self.texts.append(text)
            if "h1" in self._open:
                self.heading = f"{self.heading} {text}".strip()

    def _start_control(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name, value, kind = (values.get(key, "") for key in ("name", "value", "type"))
        if tag in {"button", "textarea", "select"}:
            self._control, self._text = (name, value, kind), ""
        elif tag == "option":
            # Without a chosen option a browser sends the first one.
            if "selected" in values or self._control[0] not in form.fields:
                form.fields[self._control[0]] = [value]
        elif tag == "input" and kind == "submit":
            form.buttons[value] = (name, value)
        elif tag == "input" and name and (kind not in {"checkbox", "radio"} or "checked" in values):
            form.fields.setdefault(name, []).append(value)
