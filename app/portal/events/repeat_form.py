"""The part of an event's form that says how it repeats."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.language.texts import gettext
from app.language.texts import lazy_gettext as _
from app.models.events import repeat
from app.models.events.event_details import EventDetails
from app.models.events.repeat import Repeat
from app.models.recurrence.recurrence_rule import MAX_COUNT, MAX_INTERVAL
from app.models.values.errors import ValidationError
from app.portal.events.repeat_description import WEEKDAYS
from app.portal.forms.fields import PortalForm, choices

SPECIAL = "special"  # a rule that the form cannot show; it is kept
KINDS = {
    "": _("Does not repeat"),
    "day": _("Daily"),
    "week": _("Weekly"),
    "month": _("Monthly, on the same day"),
    "weekday": _("Monthly, on the same weekday"),
    "year": _("Yearly"),
    SPECIAL: _("Keep the current custom rule"),
}
ENDS = {"never": _("Never"), "on": _("On a date"), "after": _("After a number of times")}


class RepeatForm(PortalForm):
    """The fields of an event's form that tell how it repeats."""

    repeats = SelectField(_("Repeats"), choices=choices(KINDS), default="")
    repeat_every = IntegerField(
        _("Every"),
        [Optional(), NumberRange(1, MAX_INTERVAL)],
        default=1,
        description=_("2 means every other day, week, month or year."),
    )
    repeat_days = SelectMultipleField(
        _("Weekly on"),
        choices=choices(WEEKDAYS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("If you choose none, the weekday of the start date."),
    )
    repeat_ends = SelectField(_("Ends"), choices=choices(ENDS), default="never")
    repeat_until = DateField(_("Last day"), [Optional()])
    repeat_count = IntegerField(_("Number of times"), [Optional(), NumberRange(1, MAX_COUNT)])

    def __init__(self, *args: Any, **values: Any) -> None:
        """Offer to keep the current rule only if the form cannot show it."""
        super().__init__(*args, **values)
        if self.repeats.data != SPECIAL:
            self.repeats.choices = self.repeats.choices[:-1]

    def repeated(self, details: EventDetails, stored: EventDetails | None) -> EventDetails:
        """``details``, at their new times, with the form's rule; raises ValidationError.

        They keep their own rule when the form shows the one of ``stored``.
        """
        chosen = self._chosen()
        if chosen == SPECIAL or (stored is not None and chosen == _shown(stored)):
            return details
        return repeat.apply(details, chosen if isinstance(chosen, Repeat) else None)

    def _chosen(self) -> Repeat | str:
        each, ends = self.repeats.data or "", self.repeat_ends.data
        if each in {"", SPECIAL}:
            return each
        until = self.repeat_until.data if ends == "on" else None
        count = self.repeat_count.data if ends == "after" else None
        if ends == "on" and until is None:
            raise ValidationError("repeat_until", gettext("Give the last day."))
        if ends == "after" and count is None:
            raise ValidationError("repeat_count", gettext("Give the number of times."))
        days = tuple(self.repeat_days.data or ()) if each == "week" else ()
        return Repeat(each, self.repeat_every.data or 1, days, until, count)


def shown_values(details: EventDetails) -> dict[str, Any]:
    """The values of the fields for a stored event."""
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
