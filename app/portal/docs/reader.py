"""The reader of the documentation: their app, redirect URI and team, for the samples."""

from dataclasses import dataclass, field

from flask import request
from flask_login import current_user

from app.models.clients import client_search
from app.models.clients.client import Client
from app.models.teams.membership import Membership
from app.web.signed_in import current_person

# The values for readers without an app. No server needs to listen at the redirect URI: its query
# can be read from the browser's address bar.
CLIENT_ID = "CLIENT_ID"
REDIRECT_URI = "http://127.0.0.1:8000/callback"
TEAM = "TEAM"


@dataclass(frozen=True)
class Reader:
    """The values for the samples, never a secret."""

    app: Client | None = None
    apps: list[Client] = field(default_factory=list)
    team: str = TEAM
    chose: bool = False  # whether the address of the page names the app

    @property
    def client_id(self) -> str:
        """The app's client ID, or a placeholder."""
        return self.app.client_id if self.app else CLIENT_ID

    @property
    def redirect_uri(self) -> str:
        """The app's first redirect URI, or an example."""
        return next(iter(self.app.registered_uris() if self.app else ()), REDIRECT_URI)

    @property
    def has_secret(self) -> bool:
        """Whether the samples show a secret; public apps and those with keys have none."""
        return self.app is None or (self.app.confidential and not self.uses_keys)

    @property
    def uses_keys(self) -> bool:
        """Whether the app signs with a key of its own instead."""
        return self.app is not None and self.app.proves_itself_by_key


ANONYMOUS = Reader()


def find() -> Reader:
    """The signed-in user with the app named by ``app`` in the query, or their newest.

    An app with direct tokens has no code to exchange, so it is the last choice.
    """
    if not current_user.is_authenticated:
        return ANONYMOUS
    apps = [app for app in client_search.list_owned(current_person()) if app.is_usable]
    client_id = request.args.get("app")
    chosen = next((app for app in apps if app.client_id == client_id), None)
    teams = [membership.team.slug for membership in Membership.list_with_teams(current_person())]
    return Reader(
        app=chosen or next(iter(sorted(apps, key=lambda app: app.direct_token)), None),
        apps=apps,
        team=teams[0] if teams else TEAM,
        chose=chosen is not None,
    )
