"""The errors of the house. Each door translates them into its own responses."""


class StagedoorError(Exception):
    """The base of all errors of the house."""


class ValidationError(StagedoorError, ValueError):
    """A value is invalid: ``field`` names it, ``message`` says how to fix it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class LimitError(ValidationError):
    """The limit is reached: one has to be removed before another can be added."""


class LastOwnerError(StagedoorError):
    """The act would leave a team without an owner."""


class LastAdminError(LastOwnerError):
    """The act would leave a developer team without an admin."""


class LastSecretError(StagedoorError):
    """The act would leave a confidential client without a live secret."""


class LastOperatorError(StagedoorError):
    """The act would leave the installation without an operator who can sign in."""


class LastFactorError(StagedoorError):
    """The act would leave without a second factor a user of whom the installation demands one."""
