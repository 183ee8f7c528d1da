"""The demo's data: missing rows are added, existing ones are kept as they are."""

from app.demo import harbour_hall, night_owl
from app.demo.apps import add_apps
from app.demo.events import add_events
from app.demo.failures import add_failures
from app.demo.people import add_people
from app.demo.teams import add_teams
from app.demo.tickets import add_tickets
from app.demo.usage import add_usage
from app.models.clients.client import Client

PROGRAMMES = {"harbour-hall": harbour_hall, "night-owl": night_owl}


def load(reader_port: int) -> Client:
    """Add all missing data and return Reader. The caller commits."""
    people = add_people()
    teams = add_teams(people)
    for slug, team in teams.items():
        add_events(team, PROGRAMMES[slug])
    add_tickets(people)
    developer = people["dev"]
    reader = add_apps(developer, reader_uris(reader_port))
    add_usage(developer, teams, people["otto"])
    add_failures(developer)
    return reader


def reader_uris(port: int) -> tuple[str, ...]:
    """Return Reader's redirect URIs, under both names of this machine."""
    return tuple(f"http://{host}:{port}/callback" for host in ("127.0.0.1", "localhost"))
