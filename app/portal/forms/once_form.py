"""A form that makes one thing, however often it is sent."""

import hmac
import re
from secrets import token_hex

from wtforms import HiddenField

from app.portal.forms.fields import PortalForm

DRAFT = re.compile("[0-9a-f]{64}")


class OnceForm(PortalForm):
    """``draft`` is the form's own number, by which the same form sent twice is known."""

    draft = HiddenField(default=lambda: token_hex(32))

    def key_with(self, *content: object) -> str | None:
        """A secret that this form gives with ``content`` alone; None if it was not ours.

        Two contents are the same when their ``repr`` is.
        """
        draft = self.draft.data or ""
        if not DRAFT.fullmatch(draft):
            return None
        return hmac.digest(draft.encode(), repr(content).encode(), "sha256").hex()
