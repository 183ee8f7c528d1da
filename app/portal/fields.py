"""What the portal's forms share."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import InputRequired, StopValidation

from app.models.errors import ValidationError

required = InputRequired(_("Fill this in."))


class PortalForm(FlaskForm):
    """A form of a page: checks its CSRF token itself, and can carry what the house refuses."""


def checked_by(check: Callable[[str], object]) -> Callable[[PortalForm, Field], None]:
    """A validator that lets the house's ``check`` judge the text of a field."""

    def validate(_form: PortalForm, field: Field) -> None:
        try:
            check(field.data or "")
        except ValidationError as error:
            raise StopValidation(error.message) from None

    return validate


def show_error(form: PortalForm, error: ValidationError) -> None:
    """Show the house's refusal beside the field it names, or above the form."""
    field = getattr(form, error.field, None)
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]
