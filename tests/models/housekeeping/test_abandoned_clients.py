"""Self-registered clients that no one authorized are deleted after a day, and no others."""

import pytest

from app.database import slices
from app.database.slices import Slices
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.clients.client_secret import ClientSecret
from app.models.clients.client_status import Status
from app.models.housekeeping import abandoned_clients
from app.models.housekeeping.abandoned_clients import TIME_TO_CONNECT
from app.models.housekeeping.purge import purge
from tests.support.factories import (
    make_client,
    make_developer_team,
    make_grant,
    make_team,
    make_user,
)

pytestmark = pytest.mark.both_databases


def register(name, source="rest", **columns) -> Client:
    """An app that registered itself over REST, unless ``columns`` say otherwise."""
    client, _secret = make_client(name=name, profile="gancio")
    client.source, client.owner_id = source, None
    for column, value in columns.items():
        setattr(client, column, value)
    return client


def names_of_live():
    """The names of the apps that may still be let in."""
    live = db.select(Client.name).where(Client.status != Status.DELETED).order_by(Client.name)
    return db.session.scalars(live).all()


def test_what_nobody_let_in_within_a_day_goes(context, clock):
    register("Abandoned")
    register("Abandoned too", "dcr")
    user = make_user()
    connected = make_grant(register("Connected"), user, make_team(user), scopes="event:write")
    connected.revoke()
    make_client(owner=user, name="Somebodys")
    register("Teams", owner=make_developer_team(user))
    register("Reviewed", reviewed_at=clock.now())
    register("Waiting", status=Status.PENDING)
    db.session.commit()
    assert purge()["apps that were never authorized"] == 0

    clock.advance(TIME_TO_CONNECT)
    register("New", created_at=clock.now())
    assert purge()["apps that were never authorized"] == 2
    assert names_of_live() == ["Connected", "New", "Reviewed", "Somebodys", "Teams", "Waiting"]


def test_its_secret_and_addresses_go_later(context, clock):
    register("Abandoned")
    db.session.commit()
    clock.advance(TIME_TO_CONNECT)
    purge()
    assert db.session.query(ClientSecret).count() == 1
    clock.advance(TIME_TO_UNDO)
    purge()
    assert db.session.query(ClientSecret).count() == 0


def test_many_are_deleted_in_several_transactions(context, clock, monkeypatch):
    monkeypatch.setattr(abandoned_clients, "SIZE", 2)
    monkeypatch.setattr(slices, "MOST", 2)
    for number in range(5):
        register(f"Abandoned {number}")
    db.session.commit()
    clock.advance(TIME_TO_CONNECT)
    assert abandoned_clients.delete(Slices(), clock.now()) == 5
    db.session.rollback()
    assert len(names_of_live()) == 1
