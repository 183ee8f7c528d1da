"""The demo's data: missing rows are added, existing ones are kept as they are."""

from sqlalchemy import inspect, select

from app.database import installation_facts
from app.database.installation_facts import DEMO
from app.demo.accounts import PEOPLE
from app.demo.apps import BUSY, add_apps, find
from app.demo.developer_teams import add_developer_team
from app.demo.events import add_events
from app.demo.failures import add_failures
from app.demo.people import add_people
from app.demo.teams import add_teams
from app.demo.tickets import add_tickets
from app.demo.usage import add_usage
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.values import clock


def may_be_loaded() -> bool:
    """Whether this database is empty or already the demo's; not one with other people's data.

    It may be of any version, or have no table yet: it is asked before it is migrated.
    """
    connection = db.session.connection()
    tables = set(inspect(connection).get_table_names())
    if installation_facts.facts.name in tables and installation_facts.find(connection, DEMO):
        return True
    if User.__tablename__ not in tables:
        return True
    addresses = [person.email for person in PEOPLE]
    is_demo = select(User.id).where(User.email.in_(addresses)).limit(1)
    is_used = select(User.id).limit(1)
    return db.session.scalar(is_used) is None or db.session.scalar(is_demo) is not None


def load(reader_port: int) -> Client:
    """Add all missing data and return Reader. The caller commits."""
    mark()
    people = add_people()
    teams = add_teams(people)
    for team in teams.values():
        add_events(team)
    add_tickets(people)
    reader = add_apps(people["dev"], reader_uris(reader_port))
    add_developer_team(people)
    front_desk = find(people["dev"], BUSY)
    if front_desk is not None:
        add_usage(front_desk, people["otto"], tuple(teams.values()))
        add_failures(front_desk)
    return reader


def mark() -> None:
    """Mark this database as the demo's, which production refuses."""
    connection = db.session.connection()
    if installation_facts.find(connection, DEMO) is None:
        installation_facts.record(connection, DEMO, "loaded", at=clock.now())


def reader_uris(port: int) -> tuple[str, ...]:
    """Return Reader's redirect URIs, under both names of this machine."""
    return tuple(f"http://{host}:{port}/callback" for host in ("127.0.0.1", "localhost"))
