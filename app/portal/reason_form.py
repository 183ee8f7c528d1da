"""The form in which an operator says why an app may not go on."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.models import plain_text
from app.portal.fields import PortalForm

MAX_REASON = 1000  # characters


class ReasonForm(PortalForm):
    """Why. Empty is not enough: its developer has to know what to change."""

    reason = TextAreaField(
        _("Reason"),
        [
            DataRequired(_("Fill this in.")),
            Length(max=MAX_REASON, message=_("Write at most 1000 characters.")),
        ],
        filters=[lambda text: plain_text.lines(text or "").strip()],
        render_kw={"rows": 4, "maxlength": MAX_REASON},
    )
