"""The database that the benchmarks read: one team, many events, many tokens."""

from datetime import datetime, timedelta

import flask_migrate

from app import create_app
from app.extensions import db
from app.models.event import Event
from app.models.event_details import EventDetails
from tests.support import factories
from tests.support.settings import make_settings

EVENTS = 2_000
TOKENS = 200


def fill(database_url: str, home: object) -> list[str]:
    """Migrate and fill the database; return the tokens."""
    settings = make_settings(database_url=database_url, stagedoor_home=home, log_level="ERROR")
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        team = factories.make_team(slug="bench")
        details = [_details(number) for number in range(EVENTS)]
        pairs = zip(details, Event.free_slugs(team, details), strict=True)
        events = [Event.write(team, one, slug=slug) for one, slug in pairs]
        Event.record_all(team, events)
        client, _secret = factories.make_client()
        owner = team.members[0].user
        grant = factories.make_grant(client, owner, team, scopes="events:read profile:read")
        tokens = [factories.make_tokens(grant)[0] for _ in range(TOKENS)]
        db.session.commit()
        db.engine.dispose()
    return tokens


def _details(number: int) -> EventDetails:
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
    ).checked()
