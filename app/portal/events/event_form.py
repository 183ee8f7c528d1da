"""The form of an event, and the way between it and what the house keeps."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Optional

from app.models.events import event_details
from app.models.events.event_details import EventDetails
from app.models.values import rich_text, text_limits
from app.models.values.errors import ValidationError
from app.portal.events.event_presenter import VISIBILITIES
from app.portal.events.repeat_form import RepeatForm, shown_values
from app.portal.forms.fields import required
from app.portal.forms.once_form import OnceForm
from app.portal.forms.zone_field import ZoneField

DAY = timedelta(days=1)
STATUSES = (
    ("scheduled", _("Scheduled")),
    ("draft", _("Draft: only the team sees it")),
    ("postponed", _("Postponed")),
    ("cancelled", _("Cancelled")),
)
# Fields that are a column of the same name.
TEXTS = (
    "title summary venue_name venue_address venue_city venue_country online_url image_url".split()
)


def _text(label: str, max_length: int, *validators: object, **options: object) -> StringField:
    return StringField(label, [*validators], render_kw={"maxlength": max_length}, **options)


class EventForm(RepeatForm):
    """What an organizer says about an event. ``sequence`` tells which version was opened."""

    sequence = HiddenField()
    title = _text(_("Title"), text_limits.MAX_TITLE, required)
    start_date = DateField(_("Start date"), [required])
    start_time = TimeField(_("Start time"), [Optional()], format=["%H:%M", "%H:%M:%S"])
    end_date = DateField(
        _("End date"), [Optional()], description=_("Left empty: the day it starts.")
    )
    end_time = TimeField(
        _("End time"),
        [Optional()],
        format=["%H:%M", "%H:%M:%S"],
        description=_("Left empty: nobody knows yet."),
    )
    timezone = ZoneField(
        _("Time zone"),
        description=_("Times are those of the clocks there."),
    )
    all_day = BooleanField(_("All day: times do not count"))
    status = SelectField(
        _("State"), choices=[SelectChoice(*choice) for choice in STATUSES], default="scheduled"
    )
    visibility = SelectField(
        _("Who may see it"),
        choices=[SelectChoice(*choice) for choice in VISIBILITIES.items()],
        default="public",
    )
    venue_name = _text(_("Venue"), text_limits.MAX_VENUE)
    venue_address = _text(_("Street and number"), text_limits.MAX_ADDRESS)
    venue_city = _text(_("City"), text_limits.MAX_VENUE)
    venue_country = _text(_("Country code"), 2, description=_("Two letters, such as IT."))
    online_url = _text(_("Online link"), event_details.MAX_URL)
    image_url = _text(_("Picture link"), event_details.MAX_URL)
    tags = StringField(_("Tags"), description=_("Separated by commas."))
    summary = _text(_("Summary"), text_limits.MAX_SUMMARY, description=_("One sentence."))
    description = TextAreaField(
        _("Description"),
        description=_("Plain text; an empty line begins a paragraph. Simple HTML works too."),
        render_kw={"rows": 10},
    )

    @classmethod
    def showing(cls, details: EventDetails, sequence: int) -> "EventForm":
        """The form filled in with a stored version."""
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
                "end_date": max(last, details.start).date(),
                "end_time": None if details.all_day or is_open else details.end.time(),
                "tags": ", ".join(details.tags),
                "description": written(details.description_html),
                "sequence": str(sequence),
                **shown_values(details),
            },
        )

    def details(self, known: EventDetails | None = None) -> EventDetails:
        """What the form says, over what it does not show; raises ValidationError."""
        try:
            start, end = self._times(known)
        except OverflowError:
            raise ValidationError("end", gettext("Give an earlier date.")) from None
        base = known or EventDetails("", start, end, self.timezone.data)
        texts = {name: getattr(self, name).data or None for name in TEXTS}
        moved = base.move(start, end, timezone=self.timezone.data, all_day=self.all_day.data)
        details = replace(
            moved,
            **{**texts, "title": self.title.data},
            status=self.status.data,
            visibility=self.visibility.data,
            tags=tuple((self.tags.data or "").split(",")),
            description_html=self._description(known),
        )
        return self.repeated(details, known).checked().after(base)

    def _times(self, known: EventDetails | None) -> tuple[datetime, datetime]:
        first, last = self.start_date.data, self.end_date.data
        if self.all_day.data:
            midnight = datetime.combine(first, time())
            return midnight, datetime.combine(last or first, time()) + DAY
        if self.start_time.data is None:
            raise ValidationError("start_time", gettext("Give a time, or choose all day."))
        known_start, known_end = (known.start, known.end) if known else (None, None)
        start = datetime.combine(first, _exact(self.start_time.data, known_start))
        if self.end_time.data is None:
            return start, start if last in (None, first) else datetime.combine(last, time())
        end = datetime.combine(last or first, _exact(self.end_time.data, known_end))
        # Nights end on the next day, whether or not somebody wrote so.
        return start, end + DAY if last is None and end < start else end

    def _description(self, known: EventDetails | None) -> str:
        text = "\n".join((self.description.data or "").splitlines()).strip()
        if known is not None and text == written(known.description_html):
            return known.description_html
        if len(text) > rich_text.MAX_LENGTH:
            raise ValidationError(
                "description", gettext("Use at most %(n)d characters.", n=rich_text.MAX_LENGTH)
            )
        return rich_text.from_import(text)


class NewEventForm(OnceForm, EventForm):
    """A new event."""


def _exact(shown: time, known: datetime | None) -> time:
    """The known time, seconds and all, where the form shows its hours and minutes as they were."""
    if known is not None and shown == known.time().replace(second=0, microsecond=0):
        return known.time()
    return shown


def written(html: str) -> str:
    """The description as somebody edits it: plain text where that says it all, else HTML."""
    text = rich_text.to_text(html)
    return text if rich_text.from_text(text) == html else html


FORM_FIELDS = {"start": "start_date", "end": "end_date", "recurrence": "repeats"}


def in_form(error: ValidationError) -> ValidationError:
    """The house's refusal under the name of the field that shows the value."""
    return ValidationError(FORM_FIELDS.get(error.field, error.field), error.message)
