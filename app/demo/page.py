"""A page as the tour's browser reads it: its heading, its text and its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "title"})
NOT_SENT = frozenset({"submit", "button", "reset", "image", "file"})


class UnexpectedAnswerError(Exception):
    """The site answered something else than the tour needs; the text says what."""


@dataclass
class Form:
    """Where a form goes, what it sends as it stands, and its buttons: text -> name, value."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def press(self, button: str, **values: str) -> dict[str, str]:
        """What is sent when the button that begins with ``button`` is pressed."""
        name, value = next(self.buttons[text] for text in self.buttons if text.startswith(button))
        return {**self.fields, **({name: value} if name else {}), **values}


class Page(HTMLParser):
    """Reads ``html``: its pieces of text and its forms, in order."""

    def __init__(self, html: str):
        """Read the page at once."""
        super().__init__()
        self.heading = ""
        self.texts: list[str] = []
        self.forms: list[Form] = []
        self._open: list[str] = []  # names of what is being read: h1, button, textarea …
        self._form: Form | None = None
        self._name = self._value = ""
        self.feed(html)

    def find_form(self, button: str) -> Form:
        """The first form with a button that begins so; UnexpectedAnswerError when there is none."""
        for form in self.forms:
            if any(text.startswith(button) for text in form.buttons):
                return form
        raise UnexpectedAnswerError(f"“{self.heading}” has no button “{button}”")

    def text_after(self, label: str, beginning: str) -> str:
        """The first piece of text after ``label`` that begins so.

        Raises UnexpectedAnswerError when there is none.
        """
        after = self.texts[self.texts.index(label) :] if label in self.texts else []
        for text in after:
            if text.startswith(beginning):
                return text
        raise UnexpectedAnswerError(f"“{self.heading}” does not show a {label}")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note where the element belongs."""
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(values.get("action", ""))
            self.forms.append(self._form)
        elif tag in SILENT or tag == "h1":
            self._open.append(tag)
        elif self._form is not None:
            self._read_control(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        if tag == "form":
            self._form = None
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        """Keep what can be read."""
        text = " ".join(data.split())
        if not text or SILENT & set(self._open):
            return
        self.texts.append(text)
        if "h1" in self._open:
            self.heading = f"{self.heading} {text}".strip()
        if self._form is None:
            return
        if "button" in self._open:
            self._form.buttons[text] = (self._name, self._value)
        elif "textarea" in self._open:
            self._form.fields[self._name] = text

    def _read_control(self, tag: str, values: dict[str, str]) -> None:
        name, value, kind = (values.get(key, "") for key in ("name", "value", "type"))
        if tag in {"button", "textarea"}:
            self._open.append(tag)
            self._name, self._value = name, value
            if tag == "textarea":
                self._form.fields[name] = ""
        elif tag == "select":
            self._name = name
        elif tag == "option" and ("selected" in values or self._name not in self._form.fields):
            self._form.fields[self._name] = value  # without a choice browsers send the first
        elif tag == "input" and kind not in NOT_SENT and is_sent(kind, values):
            self._form.fields[name] = value or ("on" if kind == "checkbox" else "")


def is_sent(kind: str, values: dict[str, str]) -> bool:
    """Whether a browser sends the input as it stands: an unticked box is not."""
    return kind not in {"checkbox", "radio"} or "checked" in values
