"""The part of an event's form that says how it repeats."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.models.events import repeat
from app.models.events.event_details import EventDetails
from app.models.events.repeat import Repeat
from app.models.recurrence.recurrence_rule import MAX_COUNT, MAX_INTERVAL
from app.models.recurrence.rule_days import DAYS
from app.models.values.errors import ValidationError
from app.portal.events import repeat_description
from app.portal.forms.fields import PortalForm

SPECIAL = "special"  # a rule that the form cannot show; it is kept
KINDS = (
    ("", _("Does not repeat")),
    ("day", _("Daily")),
    ("week", _("Weekly")),
    ("month", _("Monthly, on the same day")),
    ("weekday", _("Monthly, on the same weekday")),
    ("year", _("Yearly")),
    (SPECIAL, _("As it is: by a rule of its own")),
)
ENDS = (("never", _("Never")), ("on", _("On a day")), ("after", _("After so many times")))


def _days() -> list[SelectChoice]:
    return [SelectChoice(day, repeat_description.weekday(day)) for day in DAYS]


class RepeatForm(PortalForm):
    """Fields that an event's form has beside its own."""

    repeats = SelectField(_("Repeats"), choices=[SelectChoice(*one) for one in KINDS], default="")
    repeat_every = IntegerField(
        _("Every"),
        [Optional(), NumberRange(1, MAX_INTERVAL)],
        default=1,
        description=_("2 is every other day, week, month or year."),
    )
    repeat_days = SelectMultipleField(
        _("Weekly on"),
        choices=_days,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("None chosen: the weekday it starts."),
    )
    repeat_ends = SelectField(
        _("Ends"), choices=[SelectChoice(*one) for one in ENDS], default="never"
    )
    repeat_until = DateField(_("Last day"), [Optional()])
    repeat_count = IntegerField(_("Times"), [Optional(), NumberRange(1, MAX_COUNT)])

    def __init__(self, *given: Any, **values: Any) -> None:
        """Offer to keep a rule only where there is one that cannot be shown."""
        super().__init__(*given, **values)
        if self.repeats.data != SPECIAL:
            self.repeats.choices = self.repeats.choices[:-1]

    def repeated(self, details: EventDetails, known: EventDetails | None) -> EventDetails:
        """``details``, which have moved already, repeating as the form says.

        What it says no other than of ``known`` stays as it is. Raises ValidationError.
        """
        said = self._said()
        if said == SPECIAL or (known is not None and said == _shown(known)):
            return details
        return repeat.apply(details, said if isinstance(said, Repeat) else None)

    def _said(self) -> Repeat | str:
        each, ends = self.repeats.data or "", self.repeat_ends.data
        if each in {"", SPECIAL}:
            return each
        until = self.repeat_until.data if ends == "on" else None
        count = self.repeat_count.data if ends == "after" else None
        if ends == "on" and until is None:
            raise ValidationError("repeat_until", gettext("Say which day is the last."))
        if ends == "after" and count is None:
            raise ValidationError("repeat_count", gettext("Say how many times."))
        days = tuple(self.repeat_days.data or ()) if each == "week" else ()
        return Repeat(each, self.repeat_every.data or 1, days, until, count)


def shown_values(details: EventDetails) -> dict[str, Any]:
    """The values of the fields for an event as it is stored."""
    shown = _shown(details)
    if not isinstance(shown, Repeat):
        return {"repeats": shown}
    ends = "after" if shown.count else "on" if shown.until else "never"
    return {
        "repeats": shown.each,
        "repeat_every": shown.every,
        "repeat_days": list(shown.days),
        "repeat_ends": ends,
        "repeat_until": shown.until,
        "repeat_count": shown.count,
    }


def _shown(details: EventDetails) -> Repeat | str:
    return "" if details.recurrence is None else Repeat.of(details) or SPECIAL
