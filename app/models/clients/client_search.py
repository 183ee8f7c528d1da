"""Finding clients: a developer's own, by the address they answer to, by a name that looks alike."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_metadata import name_key
from app.models.clients.client_status import Status
from app.models.clients.redirect_uri import RedirectURI
from app.models.values import secret

MAX_LISTED = 100
PAGE = 50  # rows
_PART_OF_AN_ID = re.compile(r"[a-z0-9_]{8,}")  # shorter ones would be in many ids by chance


def find_number(client_id: str) -> int | None:
    """The number of the client with this id, in whatever state; the same work for each id."""
    if not secret.is_well_formed(secret.Kind.CLIENT_ID, client_id):
        return None
    return db.session.scalar(select(Client.id).where(Client.client_id == client_id))


def list_owned(owner: User) -> list[Client]:
    """The clients of ``owner``, newest first."""
    return list(db.session.scalars(_owned(owner).order_by(Client.id.desc()).limit(MAX_LISTED)))


def page_owned(
    owner: User, *, query: str = "", status: str = "", after: Position | None = None
) -> Page[Client]:
    """The clients of ``owner``, newest first; ``query`` looks into name and client id."""
    found = _owned(owner)
    if query:
        found = found.where(_is_found_by(query.strip()))
    if status:
        found = found.where(Client.status == status)
    return keyset.read_page(found, Client.id, after=after, limit=PAGE)


def list_all(*, query: str = "", status: str = "", after: Position | None = None) -> Page[Client]:
    """Everybody's clients, newest first; ``query`` also looks into who made them."""
    found = select(Client).options(joinedload(Client.owner))
    found = found.where(Client.status == status if status else Client.status != Status.DELETED)
    if query:
        found = found.outerjoin(Client.owner).where(_is_known_by(query.strip()))
    return keyset.read_page(found, Client.id, after=after)


def find_by_direct_uri(uri: str) -> Client | None:
    """The client that gets tokens straight into a redirect to ``uri``.

    One that may is found before one that may not, a registered one before one that nobody
    registered; None when there is none at all.
    """
    return db.session.scalar(
        select(Client)
        .join(RedirectURI)
        .where(RedirectURI.uri == uri, Client.status != Status.DELETED)
        .order_by(Client.direct_token.desc(), Client.owner_id.is_(None), Client.id)
        .limit(1)
    )


def has_namesake(client: Client) -> bool:
    """Whether somebody else's app looks the same by name."""
    same_name = select(Client.id).where(
        Client.name_key == client.name_key,
        Client.id != client.id,
        Client.status != Status.DELETED,
        Client.owner_id.is_distinct_from(client.owner_id),
    )
    return db.session.scalar(same_name.limit(1)) is not None


def _owned(owner: User) -> Select[Any]:
    return select(Client).where(Client.owner_id == owner.id, Client.status != Status.DELETED)


def _is_known_by(query: str) -> ColumnElement[bool]:
    return or_(
        _is_found_by(query),
        User.name.icontains(query, autoescape=True),
        User.email.icontains(query, autoescape=True),
    )


def _is_found_by(query: str) -> ColumnElement[bool]:
    key = name_key(query)
    by_name = Client.name_key.contains(key, autoescape=True) if key else false()
    if not _PART_OF_AN_ID.fullmatch(query):
        return by_name
    return or_(by_name, Client.client_id.contains(query, autoescape=True))
