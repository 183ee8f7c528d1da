"""A field for an e-mail address."""

from typing import Any, ClassVar

from wtforms import StringField


class AddressField(StringField):
    """A text field, with the keyboard for addresses.

    Not one of type "email": browsers send its domain mapped by UTS 46, which makes another
    domain of "straße.de" before we see what was typed (decision 22).
    """

    ATTRIBUTES: ClassVar = {
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As StringField, with more attributes."""
        super().__init__(*args, render_kw=self.ATTRIBUTES, **kwargs)
