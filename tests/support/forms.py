"""Fill in and send the forms of our own pages, the way a browser without JavaScript does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class Form:
    """One form of a page: where it goes, and what it sends when nothing is touched."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, label


def forms_of(html: str) -> list[Form]:
    """The page's forms, in order."""
    parser = _FormParser()
    parser.feed(html)
    return parser.forms


def find_form(html: str, *, button: str = "", action: str = "") -> Form:
    """The first form with a button whose label starts so, and whose action ends so."""
    for form in forms_of(html):
        fits = any(label.startswith(button) for *_, label in form.buttons) or not button
        if fits and form.action.split("?")[0].endswith(action):
            return form
    raise AssertionError(f"No form with button {button!r} and action {action!r} on the page.")


def submit(client, url: str, *, button: str = "", action: str = "", page=None, **fields):
    """Open ``url`` (or take the answer ``page``), fill the form in and send it.

    ``fields`` replace or add values: a string, or a list for several. The button's own name
    and value go along. Returns the answer to the form, not followed.
    """
    page = page or client.get(url)
    assert page.status_code < 400, page.get_data(as_text=True)
    form = find_form(page.get_data(as_text=True), button=button, action=action)
    data = dict(form.values)
    for name, value, label in form.buttons:
        if button and label.startswith(button) and name:
            data[name] = [value]
    data |= {k: v if isinstance(v, list) else [v] for k, v in fields.items()}
    target = urljoin(url, form.action or url)
    return client.open(target, method=form.method.upper(), data=data)


class _FormParser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._button: list[str] | None = None
        self._textarea: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get"))
            self.forms.append(self._form)
        elif self._form is not None:
            self._take(tag, given)

    def _take(self, tag, given):
        name = given.get("name", "")
        if tag == "button":
            self._button = ["" if "disabled" in given else name, given.get("value", ""), ""]
        elif tag == "textarea":
            self._textarea = name
            self._form.values[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self._form.values[self._select] = [given.get("value", "")]
        elif tag == "option" and self._select:
            self._form.values.setdefault(self._select, [given.get("value", "")])
        elif tag == "input" and name:
            self._take_input(name, given)

    def _take_input(self, name, given):
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in given:
            return
        if kind not in {"submit", "button", "file"}:
            self._form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data):
        if self._button is not None:
            self._button[2] += data
        if self._textarea is not None:
            self._form.values[self._textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "button" and self._button is not None and self._form is not None:
            name, value, label = self._button
            self._form.buttons.append((name, value, " ".join(label.split())))
            self._button = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select":
            self._select = None
