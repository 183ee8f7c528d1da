"""The database that the benchmarks read: one team, many events, many tokens."""

from datetime import datetime, timedelta

import flask_migrate
from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)

from app.extensions import db
from app.factory import create_app
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from tests.support import factories
from tests.support.settings import make_settings

EVENTS = 2_000
TOKENS = 200
UNIQUE = ("public_id", "uid", "slug")
TIMES = ("starts_at", "ends_at", "last_ends_at", "next_starts_at", "next_ends_at")


def fill(
    database_url: str, home: object, *, events: int = EVENTS, times: int = 1, series: int = 0
) -> list[str]:
    """Migrate and fill the database; return the tokens.

    The team gets so many ``events``, of which so many are ``series``, and each so many ``times``,
    as rows alone.
    """
    settings = make_settings(database_url=database_url, stagedoor_home=home, log_level="ERROR")
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        team = factories.make_team(slug="bench")
        details = [_details(number, repeats=number < series) for number in range(events)]
        pairs = zip(details, Event.free_slugs(team, details), strict=True)
        Event.write_all(team, [Event.new(team, one, slug=slug) for one, slug in pairs])
        _repeat(team, events, times)
        client, _secret = factories.make_client()
        owner = Membership.list_of(team)[0].user
        grant = factories.make_grant(client, owner, team, scopes="events:read profile:read")
        tokens = [factories.make_tokens(grant)[0] for _ in range(TOKENS)]
        db.session.commit()
        db.session.execute(text("ANALYZE"))  # as the database does by itself after a while
        db.session.commit()
        db.engine.dispose()
    return tokens


def _repeat(team: Team, count: int, times: int) -> None:
    """Let each event stand there so many times, a season apart: as rows, quicker than as events."""
    db.session.flush()
    table = Event.__table__
    is_single = table.c.recurrence_json.is_(None)
    for number in range(1, times):
        later = case((is_single, number * count * 3600), else_=0)
        changed = {
            **{name: table.c[name] + f"-{number}" for name in UNIQUE},
            **{name: table.c[name] + later for name in TIMES},
            "change_seq": table.c.change_seq + number * count,
            "rendered": _with_number(table, table.c.id + number * 1_000_000),
        }
        columns = [column for column in table.c if column.name != "id"]
        values = [changed.get(column.name, column) for column in columns]
        originals = select(*values).where(table.c.team_id == team.id, table.c.change_seq <= count)
        db.session.execute(insert(table).from_select(columns, originals))
    team.change_seq = count * times


def _with_number(table: Table, number: ColumnElement[int]) -> ColumnElement[str]:
    """The JSON with another number in it: by its number an event is known again."""
    old, new = (literal('"number":') + cast(one, String) + "," for one in (table.c.id, number))
    return func.replace(table.c.rendered, old, new)


def _details(number: int, *, repeats: bool) -> EventDetails:
    start = datetime(2027, 1, 1, 20, 0) + timedelta(hours=number)
    return EventDetails(
        title=f"Night number {number}",
        start=start,
        end=start + timedelta(hours=3),
        timezone="Europe/Rome",
        summary="A night of music by the harbour",
        description_html="<p>Doors open an hour before. Bring a coat, it is windy.</p>",
        venue_name="Harbour Hall",
        venue_city="Trieste",
        venue_country="IT",
        tags=("music", "harbour"),
        recurrence=Recurrence("FREQ=WEEKLY") if repeats else None,
    ).checked()
