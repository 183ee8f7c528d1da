"""Changes and deletes one date of a series, this and the following, or all."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit.audit_trail import Row
from app.models.events import event_address, event_observers
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.recurrence import series_part
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series
from app.models.values.errors import ValidationError

SCOPES = ("one", "following", "all")
# What one date can change apart from its times.
OF_ONE_DATE = ("title", "status", "description_html", "venue_name", "venue_address")
CLOCKS = ("timezone", "all_day")
TIMES = frozenset({"start", "end", "timezone", "all_day", "overrides"})
INSTANT = timedelta.resolution


def as_shown(details: EventDetails, date: Occurrence) -> EventDetails:
    """One date of the series as the details of a single event."""
    changed = date.override
    values = {name: getattr(changed, name) for name in OF_ONE_DATE} if changed else {}
    unlike = {name: value for name, value in values.items() if value is not None}
    if unlike.keys() & {"venue_name", "venue_address"}:
        unlike |= {"venue_city": None, "venue_country": None, "latitude": None, "longitude": None}
    single = replace(details, start=date.start, end=date.end, recurrence=None, overrides=())
    return replace(single, **unlike)


def change(
    event: Event,
    date: Occurrence,
    details: EventDetails,
    scope: str,
    *,
    by: Row | None,
    via: Row | None = None,
) -> Event:
    """Change one date, this and the following, or all; return the event of the date afterwards.

    ``details`` are those of ``as_shown`` with the changes. "following" ends the series before the
    date and creates a new one, unless it is the first date. Raises ValidationError.
    """
    series, details = event.details, event_address.leave_out(event, details)
    if scope == "following" and not _is_first(series, date):
        before, following = _split(series, date)
        before = before.checked(strict=False)
        changed = _change_all(following, date, details).checked(strict=False)
        event.change(before, by=by, via=via)
        tail = Event.create(event.team, changed, by=by, via=via)
        event_observers.tell_split(event, tail, unmoved=following)
        return tail
    changed = (_change_one if scope == "one" else _change_all)(series, date, details)
    event.change(changed.checked(strict=False), by=by, via=via)
    return event


def set_status(event: Event, date: Occurrence, status: str, *, by: User) -> None:
    """Set the status of one date."""
    change(event, date, replace(as_shown(event.details, date), status=status), "one", by=by)


def set_private(event: Event, date: Occurrence, *, is_private: bool, by: User) -> None:
    """Hide one date from everybody outside the team, or show it again."""
    own = date.override or Override(date.recurrence_id, date.start, date.end)
    override = replace(own, visibility="private" if is_private else None)
    event.change(_with(event.details, override).checked(strict=False), by=by)


def delete(
    event: Event, date: Occurrence, scope: str, *, by: Row | None, via: Row | None = None
) -> None:
    """Delete one date, this and the following, or all. Raises ValidationError."""
    series = event.details
    if scope == "all" or (scope == "following" and _is_first(series, date)):
        event.delete(by=by, via=via)
        return
    kept = _leave_out(series, date) if scope == "one" else _split(series, date)[0]
    event.change(kept.checked(strict=False), by=by, via=via)


def _change_one(details: EventDetails, date: Occurrence, new: EventDetails) -> EventDetails:
    """The series with ``new``, an edited ``as_shown``, on this date.

    Raises ValidationError for changes that a single date cannot have.
    """
    old = as_shown(details, date)
    changes = _changes(old, new)
    same_place = changes.keys() & {"venue_city", "venue_country", "latitude", "longitude"}
    if changes.keys() & {"venue_name", "venue_address"}:
        changes = {name: changes[name] for name in changes.keys() - same_place}
    clocks = [name for name in CLOCKS if getattr(new, name) != getattr(details, name)]
    if shared := [*clocks, *(name for name in changes if name not in OF_ONE_DATE)]:
        message = _("All dates share this value. Change this and the following dates, or all.")
        raise ValidationError(min(shared), message)
    values = {name: _unlike(getattr(new, name), getattr(details, name)) for name in OF_ONE_DATE}
    visibility = date.override.visibility if date.override else None
    changed = Override(date.recurrence_id, new.start, new.end, **values, visibility=visibility)
    return _with(details, changed)


def _leave_out(details: EventDetails, date: Occurrence) -> EventDetails:
    """The series without this date."""
    recurrence = _recurrence(details)
    name = date.recurrence_id
    kept = tuple(changed for changed in details.overrides if changed.recurrence_id != name)
    exdates = (*recurrence.exdates, name)
    return replace(details, recurrence=replace(recurrence, exdates=exdates), overrides=kept)


def _change_all(details: EventDetails, date: Occurrence, new: EventDetails) -> EventDetails:
    """The whole series with the changes of ``new``, an edited ``as_shown`` of one date."""
    old = as_shown(details, date)
    start = details.start + (new.start - old.start)
    length = details.end - details.start
    if new.end - new.start != old.end - old.start:
        length = new.end - new.start
    return _moved(details, start, length, old, new)


def _split(details: EventDetails, date: Occurrence) -> tuple[EventDetails, EventDetails]:
    """The series before this date and the series from this date on.

    Raises ValidationError for an additional date, which does not follow from the rule.
    """
    series = Series(details.times)
    moment = series.moment(date.recurrence_id)
    if series.rule is not None and not any(series.rule_moments(moment, moment + INSTANT)):
        message = _("This date is not part of the rule. Change only this date, or all dates.")
        raise ValidationError("recurrence", message)
    if series.rule is not None and series.rule.count is not None and series.rule_end is None:
        raise ValidationError("recurrence", _("The series is too long to be split."))
    before, after = (
        series_part.part(details.times, *window) for window in ((None, moment), (moment, None))
    )
    if before is None or after is None:
        raise ValidationError("recurrence", _("The event does not repeat."))
    return details.at(before), details.at(after)


def _is_first(details: EventDetails, date: Occurrence) -> bool:
    """Whether this is the first date of the series."""
    return Series(details.times).begins_with(date.recurrence_id)


def _moved(
    details: EventDetails, start: datetime, length: timedelta, old: EventDetails, new: EventDetails
) -> EventDetails:
    try:
        moved = details.move(start, start + length, timezone=new.timezone, all_day=new.all_day)
    except OverflowError:
        raise ValidationError("start", _("Give a year from 1970 to 9000.")) from None
    return replace(moved, **_changes(old, new))


def _changes(old: EventDetails, new: EventDetails) -> dict[str, Any]:
    """The fields that ``new`` changes, apart from times."""
    names = {field.name for field in fields(EventDetails)} - TIMES
    values = {name: getattr(new, name) for name in names}
    return {name: value for name, value in values.items() if value != getattr(old, name)}


def _unlike(value: str | None, usual: str | None) -> str | None:
    return value if value and value != usual else None


def _with(details: EventDetails, override: Override) -> EventDetails:
    """The series with this changed date; without it if nothing differs from the series."""
    series, name = Series(details.times), override.recurrence_id
    moment, date = series.moment(name), series.usual(name)
    kept = [o for o in details.overrides if series.moment(o.recurrence_id) != moment]
    usual = Override(name, date.start, date.end)
    return replace(details, overrides=(*kept, *([] if override == usual else [override])))


def _recurrence(details: EventDetails) -> Recurrence:
    if details.recurrence is None:
        raise ValidationError("recurrence", _("The event does not repeat."))
    return details.recurrence
