"""Finding clients by owner, name, id and redirect URI."""

import pytest

from app.extensions import db
from app.models.clients import client_search
from tests.support.factories import make_client, make_user


@pytest.fixture
def ana(context):
    return make_user(name="Ana Rossi")


def names(page):
    return [client.name for client in page.rows]


def test_own_clients_come_newest_first_without_deleted_and_foreign_ones(ana):
    for name in ("Old", "Gone", "New"):
        client, _secret = make_client(ana, name=name)
        if name == "Gone":
            client.delete()
    make_client(name="Foreign")
    assert names(client_search.page_owned(ana)) == ["New", "Old"]
    assert [client.name for client in client_search.list_owned(ana)] == ["New", "Old"]


def test_query_looks_into_the_folded_name_and_a_long_part_of_the_id(ana):
    client, _secret = make_client(ana, name="Café Board")
    make_client(ana, name="Tide")
    assert names(client_search.page_owned(ana, query="cafe b")) == ["Café Board"]
    assert names(client_search.page_owned(ana, query=client.client_id[4:16])) == ["Café Board"]
    assert names(client_search.page_owned(ana, query=client.client_id[:3])) == []


def test_operators_also_find_clients_by_their_owner(ana):
    make_client(ana, name="Tide")
    make_client(name="Night", owner=make_user(name="Bo"))
    assert names(client_search.list_all(query="rossi")) == ["Tide"]
    assert names(client_search.list_all(query=ana.email)) == ["Tide"]
    assert names(client_search.list_all(status="suspended")) == []


def test_client_with_direct_tokens_comes_first_at_an_address(ana):
    uri = "https://shared.example/cb"
    make_client(ana, redirect_uris=(uri,))
    direct, _secret = make_client(ana, redirect_uris=(uri,), profile="kagibag")
    assert client_search.find_by_direct_uri(uri) == direct
    assert client_search.find_by_direct_uri("https://other.example/cb") is None


def test_namesake_is_another_developers_app_with_a_name_that_looks_the_same(ana):
    client, _secret = make_client(ana, name="Poster")
    make_client(ana, name="Poster")
    assert not client_search.has_namesake(client)
    make_client(name="P0ster")
    assert client_search.has_namesake(client)


def test_no_namesake_warns_against_a_reviewed_app_unless_it_was_reviewed_earlier(ana):
    older, client, younger = (make_client(name="Poster")[0] for _ in range(3))
    client.review()
    db.session.flush()
    assert not client_search.has_namesake(client)
    assert client_search.has_namesake(younger)
    client.change(redirect_uris=("https://app.example/new",))
    assert not client_search.has_namesake(client)  # while the change waits for review
    younger.review()
    db.session.flush()
    assert not client_search.has_namesake(client)
    assert client_search.has_namesake(younger)
    older.review()
    db.session.flush()
    assert client_search.has_namesake(client)
