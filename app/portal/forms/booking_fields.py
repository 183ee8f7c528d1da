"""The fields of an event's form that say who may book."""

from datetime import datetime
from typing import Any

from wtforms import BooleanField, DateTimeLocalField, IntegerField
from wtforms.validators import Optional

from app.language.texts import lazy_gettext as _
from app.models.tickets.booking_terms import Terms
from app.models.values import wall_time
from app.models.values.errors import ValidationError
from app.portal.forms.fields import PortalForm

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class BookingFields(PortalForm):
    """Bookings of an event. Moments are local to the event's zone."""

    bookings = BooleanField(
        _("Take bookings"),
        description=_("Visitors book on the event's page and get a ticket with a code."),
    )
    capacity = IntegerField(
        _("Places"),
        [Optional()],
        description=_("For each date. Leave empty if there is room for everyone."),
    )
    per_person = IntegerField(_("Places a person may book"), [Optional()], default=1)
    opens = DateTimeLocalField(_("Bookings open"), [Optional()], format=FORMATS)
    closes = DateTimeLocalField(
        _("Bookings close"), [Optional()], format=FORMATS, description=_("Else when it is over.")
    )
    waiting_list = BooleanField(
        _("Waiting list"),
        description=_("A place that becomes free goes to the first who waits, with a mail."),
    )

    def terms(self, timezone: str) -> Terms:
        """The submitted terms; raises ValidationError."""
        return Terms(
            enabled=self.bookings.data,
            capacity=self.capacity.data,
            opens_at=_instant("opens", self.opens.data, timezone),
            closes_at=_instant("closes", self.closes.data, timezone),
            per_person=1 if self.per_person.data is None else self.per_person.data,
            waiting_list=self.waiting_list.data,
        ).check()


def shown_terms(terms: Terms, timezone: str) -> dict[str, Any]:
    """The values of the fields."""
    return {
        "bookings": terms.enabled,
        "capacity": terms.capacity,
        "per_person": terms.per_person,
        "opens": terms.opens_at and wall_time.from_epoch(terms.opens_at, timezone),
        "closes": terms.closes_at and wall_time.from_epoch(terms.closes_at, timezone),
        "waiting_list": terms.waiting_list,
    }


def _instant(field: str, local: datetime | None, timezone: str) -> int | None:
    if local is None:
        return None
    if not 1970 <= local.year <= 2037:
        raise ValidationError(field, str(_("Give a year from 1970 to 2037.")))
    try:
        return wall_time.to_epoch(local, timezone)
    except ValidationError as error:
        raise ValidationError(field, error.message) from None
