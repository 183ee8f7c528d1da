"""The form in which an operation is tried: its parameters, its body, and who sends it."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, PasswordField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import Length, Regexp, StopValidation

from app.language.texts import lazy_gettext as _
from app.openapi.operation import Parameter
from app.openapi.routes import Route
from app.portal.docs.endpoints import Entry
from app.portal.docs.reader import Reader

MAX_VALUE = 2_000  # characters of a parameter
MAX_BODY = 100_000  # characters
BODY, ROUTE, APP, TOKEN = "body", "route", "app", "token"
# A header with a line break would be two.
PRINTABLE = Regexp(r"[ -~]*\Z", message=_("Use printable characters of ASCII."))
# Its value is not repeated by the page, nor does a browser offer to save it.
SECRET = {"autocomplete": "off", "spellcheck": "false", "class": "mono"}


class OperationForm(BaseForm):
    """The form of one operation; ``parameters`` are those it has fields for."""

    def __init__(self, entry: Entry, reader: Reader) -> None:
        """Declare the fields; nothing is read yet."""
        self.entry = entry
        self.parameters = entry.parameters
        fields: dict[str, UnboundField] = {}
        if len(entry.routes) > 1:
            choices = [
                SelectChoice(address_of(route), address_of(route)) for route in _routes(entry)
            ]
            fields[ROUTE] = SelectField(_("Request"), choices=choices)
        fields |= {name_of(parameter): _field(parameter) for parameter in self.parameters}
        if entry.operation.body:
            fields[BODY] = TextAreaField(
                _("Body"), [Length(max=MAX_BODY)], render_kw={"rows": 10, **SECRET}
            )
        if entry.operation.shows_client and reader.apps:
            fields[APP] = SelectField(
                _("App"), choices=[SelectChoice(app.client_id, app.name) for app in reader.apps]
            )
        if entry.route.takes_token or entry.operation.bearer:
            label = _("Access token") if entry.route.takes_token else _("Registration token")
            fields[TOKEN] = PasswordField(
                label, [Length(max=MAX_VALUE), PRINTABLE], render_kw=SECRET
            )
        super().__init__(fields)

    def list_fields(self, *, is_needed: bool) -> list[Field]:
        """The fields of parameters that a request needs, or those of the others."""
        needed = [p for p in self.parameters if (p.place == "path" or p.required) == is_needed]
        return [self[name_of(parameter)] for parameter in needed]

    def find(self, name: str) -> Field | None:
        """The field with this name; None when the operation has none."""
        return self._fields.get(name)

    def value(self, name: str) -> str:
        """The text in the field with this name, without space around it; "" without a field."""
        field = self.find(name)
        return str(field.data or "").strip() if field is not None else ""

    def values(self, place: str) -> dict[str, str]:
        """The values of the parameters in ``place`` that are filled in, by their names."""
        pairs = {p.name: self.value(name_of(p)) for p in self.parameters if p.place == place}
        return {name: value for name, value in pairs.items() if value}

    @property
    def route(self) -> Route:
        """The chosen route."""
        chosen = self.value(ROUTE)
        routes = self.entry.routes
        return next((r for r in routes if address_of(r) == chosen), self.entry.route)


def name_of(parameter: Parameter) -> str:
    """The name of the parameter's field."""
    return f"{parameter.place}-{parameter.name}"


def address_of(route: Route) -> str:
    """The route as one text, such as "GET /api/v1/me"."""
    return f"{route.method} {route.path}"


def _routes(entry: Entry) -> list[Route]:
    return sorted(entry.routes, key=lambda route: route is not entry.route)


def _field(parameter: Parameter) -> UnboundField:
    label: Mapping[str, Any] = {"label": parameter.name, "description": str(parameter.text)}
    shape, validators = parameter.shape, [Length(max=MAX_VALUE), *_rules(parameter)]
    options = shape.get("enum") or (("true", "false") if shape.get("type") == "boolean" else ())
    if options:
        by_default = shape.get("default", "")
        blank = SelectChoice("", str(by_default) if by_default != "" else "–")
        choices = [blank, *(SelectChoice(str(option), str(option)) for option in options)]
        return SelectField(**label, validators=validators, choices=choices, validate_choice=False)
    attributes = {"autocomplete": "off", "spellcheck": "false", "class": "mono"}
    if parameter.place == "path":
        attributes["placeholder"] = str(_("from your sandbox"))
    if "default" in shape:
        attributes["placeholder"] = str(shape["default"])
    if shape.get("type") == "integer":
        attributes["inputmode"] = "numeric"
    return StringField(**label, validators=validators, render_kw=attributes)


def _rules(parameter: Parameter) -> list[Any]:
    if parameter.place == "path":
        return [_need]
    return [PRINTABLE] if parameter.place == "header" else []


def _need(_form: BaseForm, field: Field) -> None:
    """Refuse an empty field. The browser does not: the server fills it in from the sandbox."""
    if not (field.data or "").strip():
        raise StopValidation(str(_("Fill this in.")))
