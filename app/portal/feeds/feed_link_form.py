"""The form for a private feed link."""

from wtforms import RadioField, SelectField, StringField

from app.language.texts import lazy_gettext as _
from app.models.event_queries.event_filter import MAX_TEXT, SEEN, EventFilter
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import MAX_NAME
from app.models.values.plain_text import one_line
from app.portal.events.event_presenter import STATUSES
from app.portal.feeds.feed_link_presenter import AUDIENCES
from app.portal.forms.fields import choices, required
from app.portal.forms.once_form import OnceForm


class FeedLinkForm(OnceForm):
    """What the link is for, and which events it shows."""

    name = StringField(
        _("Name"),
        [required],
        description=_("Where it is used, so that you know later which one to revoke."),
        render_kw={"maxlength": MAX_NAME, "autocomplete": "off"},
    )
    audience = RadioField(_("Events"), choices=choices(AUDIENCES), default=Audience.APPS.value)
    tag = StringField(
        _("Only with the tag"), render_kw={"maxlength": MAX_TEXT, "autocomplete": "off"}
    )
    status = SelectField(
        _("State"),
        choices=choices({"": _("In any state"), **{name: STATUSES[name] for name in SEEN}}),
        default="",
    )

    def filter(self) -> EventFilter:
        """The chosen tag and state; raises ValidationError("tag", …)."""
        tag = (self.tag.data or "").strip()
        return EventFilter(
            tag=one_line(tag, field="tag", max_length=MAX_TEXT) if tag else None,
            status=self.status.data or None,
        )
