"""How much clients are used, and how many one developer may have."""

import pytest

from app.extensions import db
from app.models.clients import client_quota
from app.models.credentials import last_use
from app.models.grants.grant import Grant
from app.models.usage import connection_summary
from app.models.usage.connection_summary import ClientUse
from tests.support import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_use_counts_what_stands_and_remembers_the_last_request(clock):
    owner = factories.make_user()
    client, _secret = factories.make_client(owner)
    unused, _secret = factories.make_client(owner)
    first, second = factories.make_user(), factories.make_user()
    team, other_team = factories.make_team(first), factories.make_team(second)
    factories.make_grant(client, first, team)
    factories.make_grant(client, second, team, other_team)
    factories.make_grant(client, second, scopes="profile:read")
    ended = factories.make_grant(client, first, factories.make_team(first))
    last_use.mark(Grant, ended.id)
    ended.revoke()
    expired = factories.make_grant(client, first, factories.make_team(first))
    expired.expires_at = clock.now()
    db.session.commit()
    last_use.flush()
    clock.advance(5)
    assert connection_summary.summarize([client, unused]) == {
        client.id: ClientUse(grants=3, teams=2, last_used_at=clock.now() - 5),
        unused.id: ClientUse(),
    }

    assert connection_summary.with_namesake(client) == (
        ClientUse(grants=3, teams=2, last_used_at=clock.now() - 5),
        False,
    )


def test_namesake_comes_with_the_use():
    unused, _secret = factories.make_client(name="Posterboard")
    assert connection_summary.with_namesake(unused) == (ClientUse(), False)
    factories.make_client(factories.make_user(), name="Poster Board")
    assert connection_summary.with_namesake(unused) == (ClientUse(), True)


def test_nothing_to_summarize_is_nothing():
    assert connection_summary.summarize([]) == {}


def test_room_ends_at_the_limit_and_comes_back_with_a_deletion():
    owner = factories.make_user()
    clients = [
        factories.make_client(owner)[0] for _each in range(client_quota.MAX_CLIENTS_PER_OWNER)
    ]
    assert not client_quota.has_room(owner)
    assert client_quota.has_room(factories.make_user())
    clients[0].delete()
    db.session.flush()
    assert client_quota.has_room(owner)
