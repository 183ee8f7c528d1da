"""The quota of clients: deleted ones do not count."""

from app.models.clients import client_quota
from tests.support.factories import make_client, make_user


def test_deleted_clients_make_room(context, monkeypatch):
    monkeypatch.setattr(client_quota, "MAX_CLIENTS_PER_OWNER", 2)
    owner = make_user()
    first, _secret = make_client(owner)
    assert client_quota.has_room(owner)
    make_client(owner)
    assert (client_quota.has_room(owner), client_quota.count_owned(owner)) == (False, 2)
    first.delete()
    assert (client_quota.has_room(owner), client_quota.count_owned(owner)) == (True, 1)
    assert client_quota.count_owned(make_user()) == 0
