"""An error about a value names the field and says how to fix it."""

from app.models.values.errors import LimitError, StagedoorError, ValidationError


def test_validation_error_keeps_field_and_message():
    error = ValidationError("name", "Enter a name.")
    assert (error.field, error.message, str(error)) == (
        *("name", "Enter a name.", "name: Enter a name."),
    )


def test_doors_that_catch_validation_errors_catch_limits_too():
    assert issubclass(LimitError, ValidationError)
    assert issubclass(ValidationError, StagedoorError)
