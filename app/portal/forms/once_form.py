"""A form that creates one thing, however often it is submitted."""

import hmac
import re
from secrets import token_hex

from wtforms import HiddenField

from app.portal.forms.fields import PortalForm

DRAFT = re.compile("[0-9a-f]{64}")


class OnceForm(PortalForm):
    """``draft`` is a random value by which a second submission of the form is recognized."""

    draft = HiddenField(default=lambda: token_hex(32))

    def key_with(self, *content: object) -> str | None:
        """A secret derived from ``draft`` and ``content``, compared by its ``repr``.

        None when ``draft`` is not one of ours.
        """
        draft = self.draft.data or ""
        if not DRAFT.fullmatch(draft):
            return None
        return hmac.digest(draft.encode(), repr(content).encode(), "sha256").hex()
