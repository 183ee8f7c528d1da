"""A team, an organizer who also develops an app, and the app's credentials."""

from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from benchmarks.installation.credentials import add_tokens
from benchmarks.installation.events import add_events
from benchmarks.peers.peer_data import CHALLENGE, WINDOW
from benchmarks.servers import stagedoor_settings
from tests.support import factories
from tests.support.people import sign_in
from tests.support.settings import make_settings

EVENTS = 2_000
TOKENS = 200
CONNECTED_APPS = 7
SCOPES = "events:read events:write profile:read"
EMAIL = "olivia@example.org"
SLUG = "bench"
WRITTEN_SLUG = "written"


@dataclass
class Installation:
    """What a client and a browser need to know; each code and refresh token is good for one use."""

    app: Flask
    client_id: str
    client_secret: str
    partner_id: str  # an app that no user has authorized yet; it may have tokens of its own
    partner_secret: str
    access_tokens: list[str]
    writer_token: str
    codes: list[str]
    refresh_tokens: list[str]
    cookie: str
    written_slug: str  # the team whose events change


def install(
    database_url: str,
    home: Path,
    *,
    events: int = EVENTS,
    times: int = 1,
    series: int = 0,
    tokens: int = 0,
    uses: int = 0,
    written_slug: str = WRITTEN_SLUG,
    log_level: str = "INFO",
) -> Installation:
    """Migrate and fill a database.

    It has so many ``events``, the first of them ``series``, each so many ``times``, and so many
    ``tokens`` of other users. There are ``uses`` codes and twice as many refresh tokens to spend.
    """
    settings = make_settings(**stagedoor_settings(database_url, home), log_level=log_level)
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        olivia = factories.make_user(EMAIL, name="Olivia")
        team = factories.make_team(olivia, slug=SLUG)
        add_events(team, events, times=times, series=series)
        client, secret = factories.make_client(olivia, scopes=SCOPES)
        partner, partner_secret = factories.make_client(olivia, profile="eventpop")
        connect_other_apps(olivia, team)
        grant = factories.make_grant(client, olivia, team, scopes=SCOPES)
        filled = {
            "client_id": client.client_id,
            "client_secret": secret,
            "partner_id": partner.client_id,
            "partner_secret": partner_secret,
            "writer_token": let_write(client, olivia, written_slug),
            "written_slug": written_slug,
            **make_credentials(grant, tokens, uses),
        }
        db.session.commit()
        refresh_statistics()
    return Installation(app=app, cookie=cookie_of(app, EMAIL), **filled)


def make_credentials(grant: Grant, tokens: int, uses: int) -> dict[str, list[str]]:
    """Tokens that are read with, and codes and refresh tokens to spend."""
    pairs = [factories.make_tokens(grant) for _pair in range(TOKENS + 2 * uses)]
    if tokens:
        add_tokens(grant, tokens)
    codes = [factories.make_code(grant, code_challenge=CHALLENGE) for _code in range(uses)]
    later = {"expires_at": AuthorizationCode.expires_at + WINDOW}
    db.session.query(AuthorizationCode).update(later)
    return {
        "access_tokens": [access_token for access_token, _refresh_token in pairs[:TOKENS]],
        "refresh_tokens": [refresh_token for _access_token, refresh_token in pairs[TOKENS:]],
        "codes": codes,
    }


def let_write(client: Client, user: User, slug: str) -> str:
    """A token of the app for a team, which may be new, with an event to change."""
    team = Team.find(slug) or factories.make_team(user, slug=slug)
    factories.make_event(team, "Opening night")
    grant = factories.make_grant(client, user, team, scopes=SCOPES)
    return factories.make_tokens(grant)[0]


def connect_other_apps(user: User, team: Team) -> None:
    """Let the list of connected apps have its rows."""
    for _app in range(CONNECTED_APPS - 1):
        client, _secret = factories.make_client()
        factories.make_grant(client, user, team)


def refresh_statistics() -> None:
    """Count the rows for the planner, as PostgreSQL does by itself after a while."""
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    db.engine.dispose()


def cookie_of(app: Flask, email: str) -> str:
    """The cookie of a browser in which this user has signed in."""
    browser = app.test_client()
    sign_in(browser, email)
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={browser.get_cookie(name).value}"
