"""The form for a private feed link."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectField, StringField

from app.models.event_queries.event_filter import MAX_WORDS, SEEN, EventFilter
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import MAX_NAME
from app.models.values.plain_text import one_line
from app.portal.events import event_presenter
from app.portal.feeds import feed_link_presenter
from app.portal.forms.fields import required
from app.portal.forms.once_form import OnceForm


def audience_choices() -> list[SelectChoice]:
    """Which events the link may show."""
    words = feed_link_presenter.audience_words()
    return [SelectChoice(audience.value, text) for audience, text in words.items()]


def status_choices() -> list[SelectChoice]:
    """The states that readers ever see."""
    words = [SelectChoice(status, event_presenter.status_word(status)) for status in SEEN]
    return [SelectChoice("", _("In any state")), *words]


class FeedLinkForm(OnceForm):
    """What the link is for and what it shows."""

    name = StringField(
        _("Name"),
        [required],
        description=_("Where it is used, so that you know later which one to revoke."),
        render_kw={"maxlength": MAX_NAME, "autocomplete": "off"},
    )
    audience = RadioField(_("Events"), choices=audience_choices, default=Audience.APPS.value)
    tag = StringField(
        _("Only with the tag"), render_kw={"maxlength": MAX_WORDS, "autocomplete": "off"}
    )
    status = SelectField(_("State"), choices=status_choices, default="")

    def wanted(self) -> EventFilter:
        """To what the link is narrowed; raises ValidationError("tag", …)."""
        tag = (self.tag.data or "").strip()
        return EventFilter(
            tag=one_line(tag, field="tag", max_length=MAX_WORDS) if tag else None,
            status=self.status.data or None,
        )
