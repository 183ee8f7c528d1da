"""What a team hid of a series stays hidden in the events that a file makes of its dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from app.database.batches import batches
from app.models.calendar_files.ics_times import Moment, Span
from app.models.calendar_files.series_dates import SeriesDates
from app.models.events.event import Event
from app.models.events.event_details import VISIBILITIES, EventDetails
from app.models.recurrence.recurrence import Override
from app.models.recurrence.series import Series
from app.models.teams.team import Team


@dataclass(frozen=True)
class FormerDate:
    """The date of a series, by its UID, at which an event of its own begins."""

    uid: str
    moment: Moment


def find_series(
    team: Team, dates: Iterable[FormerDate | None]
) -> Mapping[str, EventDetails | None]:
    """The series of ``team`` that had these dates, by UID; None for one that was deleted."""
    series: dict[str, EventDetails | None] = {}
    for uids in batches(sorted({date.uid for date in dates if date is not None})):
        for event in Event.read_stored(Event.team_id == team.id, Event.uid.in_(uids)):
            series[event.uid] = event.details if event.deleted_at is None else None
    return series


def hide(details: EventDetails, former: FormerDate, stored: EventDetails) -> EventDetails:
    """``details``, which were dates of the series ``stored``: no more visible than they were."""
    visibility = max(details.visibility, stored.visibility, key=VISIBILITIES.index)
    status = "draft" if stored.status == "draft" else details.status
    hidden = replace(details, visibility=visibility, status=status)
    private = [override.recurrence_id for override in stored.overrides if override.is_private]
    if stored.recurrence is None or not private:
        return hidden
    span = Span(stored.start, stored.end, stored.timezone, stored.all_day)
    name = SeriesDates(span, stored.recurrence).changed(former.moment)
    if details.recurrence is not None:
        since = Series(stored.times).moment(name)
        return _hide_dates(hidden, private, stored, by=details.start - since)
    return replace(hidden, visibility="private") if name in private else hidden


def _hide_dates(
    details: EventDetails, private: list[str], stored: EventDetails, *, by: timedelta
) -> EventDetails:
    """The series ``details``, whose dates are those of ``stored`` moved ``by`` as much."""
    former, series = Series(stored.times), Series(details.times)
    overrides = {override.recurrence_id: override for override in details.overrides}
    for recurrence_id in private:
        try:
            date = series.find(series.name(former.moment(recurrence_id) + by))
        except OverflowError:  # after the year 9999
            continue
        if date is not None:
            own = date.override or Override(date.recurrence_id, date.start, date.end)
            overrides[own.recurrence_id] = replace(own, visibility="private")
    return replace(details, overrides=tuple(overrides[name] for name in sorted(overrides)))
