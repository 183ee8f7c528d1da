"""The form that follows a calendar elsewhere."""

from flask_babel import lazy_gettext
from wtforms import StringField

from app.models.calendar_subscriptions.calendar_subscription import MAX_NAME
from app.portal.forms.fields import PortalForm, required


class FollowForm(PortalForm):
    """Its address, and what the team calls it."""

    url = StringField(
        lazy_gettext("Address of the calendar"),
        [required],
        description=lazy_gettext(
            "It begins with https:// or webcal://. Calendar tools call it subscription, "
            "iCal link or secret address."
        ),
    )
    name = StringField(
        lazy_gettext("Name"),
        description=lazy_gettext("The calendar's own name unless you choose another."),
        render_kw={"maxlength": MAX_NAME},
    )
