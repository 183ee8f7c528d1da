"""What the house refuses, and why. Doors translate these into their own dialect."""


class StagedoorError(Exception):
    """The base of every refusal."""


class ValidationError(StagedoorError, ValueError):
    """A value that may not be stored; ``field`` names it, ``message`` says how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class LimitError(ValidationError):
    """There are as many as there may be: one has to go before the next."""


class LastOwnerError(StagedoorError):
    """The act would leave a team without an owner."""


class LastSecretError(StagedoorError):
    """The act would leave a confidential client without a secret that works."""


class LastOperatorError(StagedoorError):
    """The act would leave the installation without an operator who can sign in."""
