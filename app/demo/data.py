"""The demo's data: missing rows are added, existing ones are kept as they are."""

from app.demo.apps import BUSY, add_apps, find
from app.demo.events import add_events
from app.demo.failures import add_failures
from app.demo.people import add_people
from app.demo.teams import add_teams
from app.demo.tickets import add_tickets
from app.demo.usage import add_usage
from app.models.clients.client import Client


def load(reader_port: int) -> Client:
    """Add all missing data and return Reader. The caller commits."""
    people = add_people()
    teams = add_teams(people)
    for team in teams.values():
        add_events(team)
    add_tickets(people)
    reader = add_apps(people["dev"], reader_uris(reader_port))
    front_desk = find(people["dev"], BUSY)
    if front_desk is not None:
        add_usage(front_desk, people["otto"], tuple(teams.values()))
        add_failures(front_desk)
    return reader


def reader_uris(port: int) -> tuple[str, ...]:
    """Return Reader's redirect URIs, under both names of this machine."""
    return tuple(f"http://{host}:{port}/callback" for host in ("127.0.0.1", "localhost"))
