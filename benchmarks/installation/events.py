"""A team's events, as many as wanted: some by the model, the others copied as rows."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, case, cast, func, insert, literal, select

from app.extensions import db
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.events.writing.event_batch import EventBatch
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team

UNIQUE = ("public_id", "uid", "slug")
TIMES = ("starts_at", "ends_at", "last_ends_at", "next_starts_at", "next_ends_at")


def add_events(team: Team, count: int, *, times: int = 1, series: int = 0) -> None:
    """Store so many events, the first of them ``series``, and each so many ``times``."""
    details = [_details(number, repeats=number < series) for number in range(count)]
    batch = EventBatch(team.id)
    for one in details:
        batch.add(one)
    batch.write()
    _copy(team, count, times)


def _copy(team: Team, count: int, times: int) -> None:
    """Store each event so many times, a season apart: as rows, quicker than as events."""
    db.session.flush()
    table = Event.__table__
    is_single = table.c.recurrence_json.is_(None)
    for number in range(1, times):
        later = case((is_single, number * count * 3600), else_=0)
        changed = {
            **{name: table.c[name] + f"-{number}" for name in UNIQUE},
            **{name: table.c[name] + later for name in TIMES},
            "change_seq": table.c.change_seq + number * count,
            "rendered": _with_number(table.c.rendered, table.c.id, number * 1_000_000),
        }
        columns = [column for column in table.c if column.name != "id"]
        values = [changed.get(column.name, column) for column in columns]
        originals = select(*values).where(table.c.team_id == team.id, table.c.change_seq <= count)
        db.session.execute(insert(table).from_select(columns, originals))
    team.change_seq = count * times


def _with_number(
    rendered: ColumnElement[str], event_id: ColumnElement[int], more: int
) -> ColumnElement[str]:
    """The JSON with another number in it: readers tell events apart by it."""
    old, new = (
        literal('"number":') + cast(number, String) + "," for number in (event_id, event_id + more)
    )
    return func.replace(rendered, old, new)


def _details(number: int, *, repeats: bool) -> EventDetails:
    start = datetime(2027, 1, 1, 20, 0) + timedelta(hours=number)
    return EventDetails(
        title=f"Night number {number}",
        start=start,
        end=start + timedelta(hours=3),
        timezone="Africa/Tunis",  # where the clocks skip no hour
        summary="A night of music by the harbour",
        description_html="<p>Doors open an hour before. Bring a coat, it is windy.</p>",
        venue_name="Harbour Hall",
        venue_city="Trieste",
        venue_country="IT",
        tags=("music", "harbour"),
        recurrence=Recurrence("FREQ=WEEKLY") if repeats else None,
    ).checked()
