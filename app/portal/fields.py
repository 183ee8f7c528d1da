"""What the portal's forms share."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from app.models.errors import ValidationError

required = InputRequired(_("Fill this in."))


class PortalForm(FlaskForm):
    """A form of a page: checks its CSRF token itself, and can carry what the house refuses."""


def show_error(form: PortalForm, error: ValidationError) -> None:
    """Show the house's refusal beside the field it names, or above the form."""
    field = getattr(form, error.field, None)
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]
