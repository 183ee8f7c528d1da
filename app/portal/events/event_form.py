"""The form of an event, and its conversion to and from EventDetails."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional

from app.language.texts import gettext
from app.language.texts import lazy_gettext as _
from app.models.events import event_details
from app.models.events.event_details import EventDetails
from app.models.tickets.booking_terms import NO_BOOKINGS, Terms
from app.models.values import rich_text, text_limits
from app.models.values.errors import ValidationError
from app.portal.events.event_presenter import STATUSES, VISIBILITIES
from app.portal.events.form_parts import light_markup
from app.portal.events.form_parts.content_form import ContentForm, shown_content
from app.portal.events.repeat_form import RepeatForm, shown_values
from app.portal.forms.booking_fields import BookingFields, shown_terms
from app.portal.forms.fields import choices, required
from app.portal.forms.once_form import OnceForm
from app.portal.forms.zone_field import ZoneField

DAY = timedelta(days=1)
# Fields with the name of their column.
TEXTS = "title summary venue_name venue_address venue_city venue_country online_url".split()


def _text(label: str, max_length: int, *validators: object, **options: object) -> StringField:
    return StringField(label, [*validators], render_kw={"maxlength": max_length}, **options)


class EventForm(BookingFields, RepeatForm, ContentForm):
    """The fields of an event. ``sequence`` is the version that was opened."""

    FIELD_OF = {
        "start": "start_date",
        "end": "end_date",
        "recurrence": "repeats",
        "latitude": "lat",
        "longitude": "lon",
    }

    sequence = HiddenField()
    title = _text(_("Title"), text_limits.MAX_TITLE, required)
    start_date = DateField(_("Start date"), [required])
    start_time = TimeField(_("Start time"), [Optional()], format=["%H:%M", "%H:%M:%S"])
    end_date = DateField(
        _("End date"), [Optional()], description=_("Leave empty to end on the same day.")
    )
    end_time = TimeField(
        _("End time"),
        [Optional()],
        format=["%H:%M", "%H:%M:%S"],
        description=_("Leave empty if it is not known yet."),
    )
    timezone = ZoneField(_("Time zone"), description=_("Times are local to this zone."))
    all_day = BooleanField(_("All day"))
    status = SelectField(
        _("State"),
        choices=choices(STATUSES),
        default="scheduled",
        description=_("Only the team sees drafts."),
    )
    visibility = SelectField(_("Who may see it"), choices=choices(VISIBILITIES), default="public")
    venue_name = _text(_("Venue"), text_limits.MAX_VENUE)
    venue_address = _text(_("Street and number"), text_limits.MAX_ADDRESS)
    venue_city = _text(_("City"), text_limits.MAX_VENUE)
    venue_country = _text(_("Country code"), 2, description=_("Two letters, such as IT."))
    online_url = _text(_("Online link"), event_details.MAX_URL)
    tags = StringField(_("Tags"), description=_("Separated by commas."))
    summary = _text(_("Summary"), text_limits.MAX_SUMMARY, description=_("One sentence."))
    description = TextAreaField(
        _("Description"),
        description=_("**bold**, *italic*, [a link](https://…), and - for the items of a list."),
        render_kw={"rows": 8},
    )

    @classmethod
    def showing(
        cls, details: EventDetails, sequence: int, terms: Terms = NO_BOOKINGS
    ) -> "EventForm":
        """The form, filled in with a stored version."""
        last = details.end - DAY if details.all_day else details.end
        is_open = not details.all_day and details.end == details.start
        return cls(
            formdata=None,
            data={
                **{name: getattr(details, name) for name in (*TEXTS, "timezone", "all_day")},
                "status": details.status,
                "visibility": details.visibility,
                "start_date": details.start.date(),
                "start_time": None if details.all_day else details.start.time(),
                "end_date": _shown_end_date(details.start, max(last, details.start)),
                "end_time": None if details.all_day or is_open else details.end.time(),
                "tags": ", ".join(details.tags),
                "description": written(details.description_html),
                "sequence": str(sequence),
                **shown_values(details),
                **shown_terms(terms, details.timezone),
                **shown_content(details),
            },
        )

    def details(self, stored: EventDetails | None = None) -> EventDetails:
        """The form's values, and what it does not show from ``stored``; raises ValidationError."""
        try:
            start, end = self._times(stored)
        except OverflowError:
            raise ValidationError("end", gettext("Give an earlier date.")) from None
        base = stored or EventDetails("", start, end, self.timezone.data)
        texts = {name: getattr(self, name).data or None for name in TEXTS}
        moved = base.move(start, end, timezone=self.timezone.data, all_day=self.all_day.data)
        details = replace(
            moved,
            **{**texts, "title": self.title.data},
            status=self.status.data,
            visibility=self.visibility.data,
            tags=tuple((self.tags.data or "").split(",")),
            description_html=self._description(stored),
        )
        return self.repeated(self.with_content(details, base), stored).checked()

    def _times(self, stored: EventDetails | None) -> tuple[datetime, datetime]:
        first, last = self.start_date.data, self.end_date.data
        if self.all_day.data:
            midnight = datetime.combine(first, time())
            return midnight, datetime.combine(last or first, time()) + DAY
        if self.start_time.data is None:
            raise ValidationError("start_time", gettext("Give a time, or choose all day."))
        stored_start, stored_end = (stored.start, stored.end) if stored else (None, None)
        start = datetime.combine(first, _exact(self.start_time.data, stored_start))
        if self.end_time.data is None:
            return start, start if last in (None, first) else datetime.combine(last, time())
        end = datetime.combine(last or first, _exact(self.end_time.data, stored_end))
        # Without an end date, an earlier time is one of the next day.
        return start, end + DAY if last is None and end < start else end

    def _description(self, stored: EventDetails | None) -> str:
        text = "\n".join((self.description.data or "").splitlines()).strip()
        if stored is not None and text == written(stored.description_html):
            return stored.description_html
        if len(text) > rich_text.MAX_LENGTH:
            raise ValidationError(
                "description", gettext("Use at most %(n)d characters.", n=rich_text.MAX_LENGTH)
            )
        has_tags = rich_text.looks_like_html(text)
        return rich_text.from_import(text) if has_tags else light_markup.to_html(text)


class NewEventForm(OnceForm, EventForm):
    """A new event."""


def _exact(shown: time, stored: datetime | None) -> time:
    """The stored time with its seconds, unless the form shows another hour or minute."""
    if stored is not None and shown == stored.time().replace(second=0, microsecond=0):
        return stored.time()
    return shown


def _shown_end_date(start: datetime, end: datetime) -> date | None:
    """The last day, where an end time alone would mean another."""
    runs_past_midnight = end.date() == start.date() + DAY and end.time() < start.time()
    return None if end.date() == start.date() or runs_past_midnight else end.date()


def written(html: str) -> str:
    """The description for editing: text when that loses nothing, else HTML."""
    text = light_markup.from_html(html)
    return html if text is None or rich_text.looks_like_html(text) else text
