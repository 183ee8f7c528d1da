"""The demo's apps, one per profile and a device, of one developer; only Reader actually runs."""

from dataclasses import replace

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.client_protocol import DEVICE_CODE
from app.models.clients.client_status import Status

READER = "Reader"
SCANNER = "Door Scanner"  # has no browser: it shows a code (RFC 8628)
BUSY = "Front Desk"  # has a week of usage behind it
# Two apps that show organizers the warning about apps without a review.
UNREVIEWED = frozenset({"Street Poster", "Lobby Screen"})
# Where the scripts in examples/ wait for the browser. Street Poster has a single redirect URI,
# because its token request names none; that example registers an app of its own.
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
    ClientMetadata(
        name=SCANNER,
        website="https://scanner.example.org",
        description="Knows at the door what is on tonight.",
        redirect_uris=("http://127.0.0.1/callback",),
        runs_on="desktop",
        scopes=frozenset({"events:read"}),
    ),
)


def add_apps(developer: User, reader_uris: tuple[str, ...]) -> Client:
    """Register the apps that are missing; return Reader, which answers at ``reader_uris``.

    A deleted app stays deleted, except Reader: the demo needs it.
    """
    reader, *others = APPS
    for metadata in others:
        if find(developer, metadata.name) is None:
            _register(developer, metadata.checked())
    return _add_reader(developer, reader, reader_uris)


def _add_reader(developer: User, metadata: ClientMetadata, uris: tuple[str, ...]) -> Client:
    reader = find(developer, READER, deleted=False)
    if reader is None:
        return _register(developer, replace(metadata, redirect_uris=uris).checked())
    if reader.registered_uris() != list(uris):
        reader.change(redirect_uris=uris)  # its port has changed
    return reader


def _register(developer: User, metadata: ClientMetadata) -> Client:
    client, _secret = Client.register(developer, metadata)
    if client.name == SCANNER:
        client.grant_types = f"{client.grant_types} {DEVICE_CODE}"
    if client.name not in UNREVIEWED:
        client.review()
    db.session.flush()  # rotate_secret reads its row
    return client


def find(developer: User, name: str, *, deleted: bool = True) -> Client | None:
    """Return the developer's first app with this name; None when it was never made."""
    apps = select(Client).where(Client.owner_id == developer.id, Client.name == name)
    if not deleted:
        apps = apps.where(Client.status != Status.DELETED)
    return db.session.scalars(apps.order_by(Client.id)).first()
