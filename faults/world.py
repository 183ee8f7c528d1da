"""The rows with which an installation begins: teams, people, and an app for each of them."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app.extensions import db
from app.factory import create_app
from app.models.teams.membership import Role
from app.models.webhooks.webhook import Webhook
from tests.support import factories
from tests.support.settings import make_settings

TEAMS = 4
EVENTS = 40  # of each team
HOOKS = 3  # apps that are told by webhook
SCOPES = "events:read events:write profile:read"


@dataclass(frozen=True)
class Account:
    """A person with an app of their own; ``token`` never ends within a run."""

    email: str
    team: str
    client_id: str
    client_secret: str
    token: str


def make_app(database_url: str, home: Path) -> Flask:
    """The application on the installation's database, for the harness itself."""
    settings = make_settings(database_url=database_url, stagedoor_home=home, log_level="ERROR")
    return create_app(settings)


def fill(app: Flask, accounts: int, hook_url: str, *, events: int = EVENTS) -> list[Account]:
    """Add so many accounts, and so many events to each team, to a migrated database."""
    with app.app_context():
        owners = [factories.make_user(f"owner{number}@example.org") for number in range(TEAMS)]
        teams = [
            factories.make_team(owner, name=f"Hall {number}", slug=f"hall-{number}")
            for number, owner in enumerate(owners)
        ]
        for team in teams:
            for number in range(events):
                factories.make_event(team, f"Night {number}")
        made = [_make_account(number, teams[number % TEAMS]) for number in range(accounts)]
        for number, (_account, client) in enumerate(made[:HOOKS]):
            url = f"{hook_url}/{number}"
            Webhook.create(client, url=url, types=["event.upserted", "event.removed"])
        db.session.commit()
        db.engine.dispose()
    return [account for account, _client in made]


def _make_account(number: int, team: object) -> tuple[Account, object]:
    user = factories.make_user(f"user{number}@example.org")
    factories.join(team, user, Role.OWNER)
    client, secret = factories.make_client(user, name=f"App {number}", scopes=SCOPES)
    grant = factories.make_grant(client, user, team, scopes=SCOPES)
    access, _refresh = factories.make_tokens(grant)
    account = Account(user.email, team.slug, client.client_id, secret or "", access)
    return account, client
