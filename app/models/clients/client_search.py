"""Finding clients: by owner, redirect URI, or a name that looks the same."""

import re
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, false, or_, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients import host_proof
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.clients.redirect_uri import RedirectURI
from app.models.clients.registrations import client_id_url
from app.models.values import names

MAX_LISTED = 100
PAGE = 50  # rows
# Shorter ones would be in many ids by chance; one with a dot is the host of a client's document.
_PART_OF_AN_ID = re.compile(r"[a-z0-9_]{8,}|(?:https://)?[a-z0-9_-]+\.[!-~]+")


def find_number(client_id: str) -> int | None:
    """The number of the client with this id, in any status."""
    if not client_id_url.is_client_id(client_id):
        return None
    return db.session.scalar(select(Client.id).where(Client.client_id == client_id))


def list_owned(person: User) -> list[Client]:
    """The clients of ``person`` and of their developer teams, newest first."""
    return list(db.session.scalars(_owned(person).order_by(Client.id.desc()).limit(MAX_LISTED)))


def list_of(owner: Owner) -> list[Client]:
    """The clients of ``owner`` alone, newest first."""
    own = select(Client).where(Client.is_owned_by(owner), Client.status != Status.DELETED)
    return list(db.session.scalars(own.order_by(Client.id.desc()).limit(MAX_LISTED)))


def page_owned(
    person: User, *, query: str = "", status: str = "", after: Position | None = None
) -> Page[Client]:
    """The clients of ``person`` and of their developer teams, newest first.

    ``query`` looks into name and client id.
    """
    clients = _owned(person).options(*Client.with_owner())
    if query:
        clients = clients.where(_matches(query.strip()))
    if status:
        clients = clients.where(Client.status == status)
    return keyset.read_page(clients, Client.id, after=after, limit=PAGE)


def list_all(*, query: str = "", status: str = "", after: Position | None = None) -> Page[Client]:
    """Every client, newest first; ``query`` also looks into the owner's name and address."""
    clients = select(Client).options(*Client.with_owner())
    clients = clients.where(Client.status == status if status else Client.status != Status.DELETED)
    if text := query.strip():
        owner_matches = (
            User.name.icontains(text, autoescape=True),
            User.email.icontains(text, autoescape=True),
            DeveloperTeam.name.icontains(text, autoescape=True),
        )
        clients = clients.outerjoin(Client.owner_person).outerjoin(Client.owner_team)
        clients = clients.where(or_(_matches(text), *owner_matches))
    return keyset.read_page(clients, Client.id, after=after)


def find_by_direct_uri(uri: str) -> Client | None:
    """The client whose redirect URI is ``uri``, for a direct token; None when there is none.

    First comes the one that has proven the host. Then one that is in use, one with direct tokens,
    one that was reviewed, one with an owner, and the oldest.
    """
    return db.session.scalar(
        _at(uri)
        .order_by(
            host_proof.is_proven(Client.id, uri).desc(),
            Client.status.in_((Status.LIVE, Status.PENDING)).desc(),
            Client.direct_token.desc(),
            Client.reviewed_at.is_(None),
            Client.owner_id.is_(None) & Client.owner_team_id.is_(None),
            Client.id,
        )
        .limit(1)
    )


def has_rival(client: Client, uri: str) -> bool:
    """Whether another app, too, is registered for direct tokens at ``uri``."""
    others = _at(uri).where(Client.direct_token, Client.id != client.id)
    return db.session.scalar(others.limit(1)) is not None


def has_namesake(client: Client) -> bool:
    """Whether another developer's app has a name that looks the same.

    An app that was reviewed under its name has one only in an app that was too, and earlier.
    """
    statement = namesakes(client.owns_its_name)
    return db.session.scalar(statement, namesake_values(client)) is not None


def namesake_values(client: Client) -> dict[str, Any]:
    """What ``namesakes`` compares."""
    return {
        "name_key": client.name_key,
        "id": client.id,
        "owner_id": client.owner_id,
        "owner_team_id": client.owner_team_id,
    }


@cache  # building a statement takes as long as running it
def namesakes(owns_its_name: bool) -> "Select[int]":
    """The statement behind ``has_namesake``, with ``namesake_values`` as its parameters."""
    key: BindParameter[str] = bindparam("name_key")
    number: BindParameter[int] = bindparam("id")
    same_name = select(Client.id).where(
        Client.name_key == key,
        Client.id != number,
        Client.status != Status.DELETED,
        Client.has_other_owner_than(bindparam("owner_id"), bindparam("owner_team_id")),
    )
    if owns_its_name:
        same_name = same_name.where(Client.reviewed_name_key == key, Client.id < number)
    return same_name.limit(1)


def _at(uri: str) -> "Select[Client]":
    return (
        select(Client)
        .join(RedirectURI)
        .where(RedirectURI.uri == uri, Client.status != Status.DELETED)
    )


def _owned(person: User) -> "Select[Client]":
    return select(Client).where(Client.is_open_to(person), Client.status != Status.DELETED)


def _matches(query: str) -> ColumnElement[bool]:
    key = names.key(query)
    by_name = Client.name_key.contains(key, autoescape=True) if key else false()
    if not _PART_OF_AN_ID.fullmatch(query):
        return by_name
    return or_(by_name, Client.client_id.contains(query, autoescape=True))
