"""The demo's apps: one a profile, all of one developer; Reader is the one that really runs."""

from dataclasses import replace

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.client_status import Status

READER = "Reader"
BUSY = "Front Desk"  # has a week of usage behind it
# Organizers are warned of apps that no operator has looked at; two of ours show that.
UNREVIEWED = frozenset({"Street Poster", "Lobby Screen"})
# Where the scripts in examples/ wait for the browser. Not Street Poster: an app whose exchange
# names no redirect URI must have one only, and that example registers itself.
EXAMPLES_CALLBACK = "http://127.0.0.1:5002/callback"
APPS = (
    ClientMetadata(
        name=READER,
        website="https://reader.example.org",
        description="Your team's next events on one page.",
        redirect_uris=(),  # where the demo runs it
        scopes=frozenset({"events:read"}),
    ),
    ClientMetadata(
        name="Street Poster",
        profile="gancio",
        website="https://poster.example.org",
        description="Publishes from your website to the city's calendar.",
        redirect_uris=("https://poster.example.org/wp-admin/options-general.php?page=poster",),
    ),
    ClientMetadata(
        name="Pocket Tickets",
        profile="eventpop",
        website="https://pocket.example.org",
        description="The tickets you hold, in your pocket.",
        redirect_uris=("https://pocket.example.org/auth/callback", EXAMPLES_CALLBACK),
    ),
    ClientMetadata(
        name=BUSY,
        profile="eventtemple",
        website="https://frontdesk.example.org",
        description="Bookings and events for the people at the door.",
        redirect_uris=("https://frontdesk.example.org/oauth", EXAMPLES_CALLBACK),
    ),
    ClientMetadata(
        name="Chronicle",
        profile="passport",
        website="https://chronicle.example.org",
        description="Turns a season into a printed booklet.",
        redirect_uris=("https://chronicle.example.org/callback", EXAMPLES_CALLBACK),
    ),
    ClientMetadata(
        name="Lobby Screen",
        profile="kagibag",
        website="https://lobby.example.org",
        description="Tonight's programme on the screen in the foyer.",
        redirect_uris=("https://lobby.example.org/connected", EXAMPLES_CALLBACK),
    ),
)


def add_apps(developer: User, reader_uris: tuple[str, ...]) -> Client:
    """Register the apps that are missing; return Reader, which answers at ``reader_uris``.

    A deleted app stays deleted, except Reader: the demo needs it.
    """
    reader, *others = APPS
    for metadata in others:
        if _find(developer, metadata.name) is None:
            _register(developer, metadata.checked())
    return _add_reader(developer, reader, reader_uris)


def _add_reader(developer: User, metadata: ClientMetadata, uris: tuple[str, ...]) -> Client:
    reader = _find(developer, READER, Client.status != Status.DELETED)
    if reader is None:
        return _register(developer, replace(metadata, redirect_uris=uris).checked())
    if reader.registered_uris() != list(uris):
        reader.change(redirect_uris=uris)  # the demo runs it on another port than last time
    return reader


def _register(developer: User, metadata: ClientMetadata) -> Client:
    client, _secret = Client.register(developer, metadata)
    if client.name not in UNREVIEWED:
        client.review()
    db.session.flush()  # making it a new secret reads its row
    return client


def _find(developer: User, name: str, *conditions: object) -> Client | None:
    return db.session.scalar(
        select(Client)
        .where(Client.owner_id == developer.id, Client.name == name, *conditions)
        .order_by(Client.id)
        .limit(1)
    )
