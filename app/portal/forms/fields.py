"""Fields and checks shared by the portal's forms."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField, HiddenField, PasswordField, SelectChoice, StringField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, StopValidation

from app.database.transactions import SAFE_METHODS
from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.models.values.errors import ValidationError
from app.web import typed_text

T = TypeVar("T")

required = InputRequired(_("Fill this in."))


class PortalForm(FlaskForm):
    """A form of a page: checks its CSRF token itself, and shows why the house refused a value."""

    # Names of refused values that are not those of their fields.
    FIELD_OF: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        """Declare the fields in which people type, whose text survives an expired form."""
        super().__init_subclass__()
        for name, field in vars(cls).items():
            if isinstance(field, UnboundField) and _is_typed(field.field_class):
                typed_text.declare(name, field.args[0] if field.args else field.kwargs["label"])

    class Meta(FlaskForm.Meta):
        """Where the fields' values come from."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """The submitted form; files only for file fields, and never JSON.

            Flask-WTF would pass a file, or a number, to a field that expects text.
            """
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if request.method in SAFE_METHODS:
                return None
            names = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(True) if name in names]
            return CombinedMultiDict[str, Any]((MultiDict(files), request.form))

    def apply(self, act: Callable[[], object]) -> bool:
        """Validate the form, then ``act``. False when either fails; the form shows why.

        Rolls back what a refused act has changed.
        """
        try:
            if self.validate():
                act()
                return True
        except ValidationError as error:
            db.session.rollback()
            show_error(self, error)
        return False

    def make(self, act: Callable[[], T]) -> T | None:
        """Like apply(), but returns the result of ``act``; None when it was refused."""
        results: list[T] = []
        return results[0] if self.apply(lambda: results.append(act())) else None


def _is_typed(kind: type[Field]) -> bool:
    is_text = issubclass(kind, StringField)
    return is_text and not issubclass(kind, (HiddenField, PasswordField))


class PasskeyField(HiddenField):
    """What a passkey answered, filled in by static/js/passkeys.js. It is never shown again."""

    def _value(self) -> str:
        return ""


def choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    """The choices of a field: each value with its label."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def checked_by(check: Callable[[str], object]) -> Callable[[PortalForm, Field], None]:
    """A validator that runs the house's ``check`` on the text of a field that was changed."""

    def validate(_form: PortalForm, field: Field) -> None:
        if field.data == field.object_data:
            return  # an older value may break a newer rule
        try:
            check(field.data or "")
        except ValidationError as error:
            raise StopValidation(error.message) from None

    return validate


def show_error(form: PortalForm, error: ValidationError) -> None:
    """Show the error beside the field it names, or above the form when there is none."""
    field = getattr(form, form.FIELD_OF.get(error.field, error.field), None)
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]
