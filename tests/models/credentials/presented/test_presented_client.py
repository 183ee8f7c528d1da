"""A client and a credential of its own by one statement: its columns, and how it is planned."""

from collections import defaultdict

import pytest

from app.extensions import db
from app.models.credentials import live_token
from app.models.credentials.presented import (
    own_grant,
    presented_access_token,
    presented_client,
    presented_code,
    presented_refresh_token,
    revocable,
)
from app.models.credentials.presented.presented_client import PresentedClient
from tests.support.factories import (
    make_client,
    make_code,
    make_grant,
    make_team,
    make_tokens,
    make_user,
)

pytestmark = pytest.mark.usefixtures("context")

QUERIES = {
    "access token": presented_access_token.FIND,
    "own grant": own_grant.FIND,
    "code": presented_code.FIND,
    "refresh token": presented_refresh_token.FIND,
    "access token to revoke": revocable.FIND_ACCESS_TOKEN,
    "refresh token to revoke": revocable.FIND_REFRESH_TOKEN,
}


@pytest.mark.parametrize("name", QUERIES)
def test_columns_are_the_fields_of_client_and_credential(name):
    query = QUERIES[name]
    cursor = db.session.connection().connection.cursor()
    cursor.execute(query.query.sql, defaultdict(int))
    columns = tuple(column[0] for column in cursor.description)
    assert columns == PresentedClient._fields + query.credential._fields


@pytest.mark.parametrize("name", QUERIES)
def test_every_table_is_read_by_an_index(name):
    cursor = db.session.connection().connection.cursor()
    cursor.execute(f"EXPLAIN QUERY PLAN {QUERIES[name].query.sql}", defaultdict(int))
    assert [step[3] for step in cursor if step[3].startswith(("SCAN", "MATERIALIZE"))] == []


def test_client_comes_once_for_each_secret():
    client, _secret = make_client()
    client.add_secret(None)
    db.session.commit()
    rows = presented_client.FIND.rows(client_id=client.client_id)
    assert [row.id for row in rows] == [client.id, client.id]
    assert {row.secret_digest for row in rows} == {row.digest for row in client.secrets}


@pytest.mark.both_databases
def test_access_token_comes_once_for_each_team_however_many_secrets_its_client_has():
    client, user = make_client()[0], make_user()
    client.add_secret(None)
    teams = [make_team(user), make_team(user)]
    access, _refresh = make_tokens(make_grant(client, user, *teams))
    db.session.commit()
    clients, rows = presented_access_token.FIND.rows(client.client_id, access)
    assert len(clients) == 4
    assert {row.team_id for row in rows} == {team.id for team in teams}
    token, expected = live_token.judge(rows), live_token.find(access)
    assert token._replace(teams=()) == expected._replace(teams=())
    assert sorted(token.teams) == sorted(expected.teams)  # in no order


@pytest.mark.both_databases
def test_credential_of_another_client_is_none():
    one, other = make_client()[0], make_client()[0]
    grant = make_grant(other, make_user())
    code, (access, refresh) = make_code(grant), make_tokens(grant)
    credentials = (
        (presented_code.FIND, code),
        (presented_access_token.FIND, access),
        (presented_refresh_token.FIND, refresh),
    )
    db.session.commit()
    for query, text in credentials:
        assert query.rows(one.client_id, text)[1] == []
        assert query.rows(other.client_id, text)[1][0].grant_id == grant.id
        assert query.rows("sd_app_unknown", text) == ([], [])


@pytest.mark.both_databases
def test_token_to_revoke_is_told_from_none_and_from_another_clients():
    one, other = make_client()[0], make_client()[0]
    grant = make_grant(other, make_user())
    access, refresh = make_tokens(grant)
    db.session.commit()
    for query, text in (
        (revocable.FIND_ACCESS_TOKEN, access),
        (revocable.FIND_REFRESH_TOKEN, refresh),
    ):
        assert query.rows(other.client_id, f"{text}x")[1] == []
        assert query.rows(other.client_id, text)[1][0].grant_id == grant.id
        [of_another] = query.rows(one.client_id, text)[1]
        assert of_another.grant_id is None
        assert not of_another.revoke(presented_client.FIND.first(client_id=one.client_id))
        assert query.rows("sd_app_unknown", text) == ([], [])
