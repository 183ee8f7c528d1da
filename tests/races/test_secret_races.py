"""Two developers' browsers change one client's secrets at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.values.errors import LastSecretError
from tests.support.factories import make_client

# On SQLite a request that writes waits before it reads anything, so nothing can come between.
pytestmark = [
    pytest.mark.race,
    pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True),
]


@pytest.fixture
def at_once(app):
    """A function with which two threads, having read the client's secrets, do something to it."""
    with app.app_context():
        client, _secret = make_client()
        client.add_secret(None)
        db.session.commit()
        client_id = client.client_id
    have_read = Barrier(2)

    def run(deed):
        def once(number):
            with app.app_context():
                client = Client.find(client_id)
                assert len(client.live_secrets) == 2
                have_read.wait(10)
                deed(client, number)
                db.session.commit()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(once, range(2)))
        with app.app_context():
            return len(Client.find(client_id).live_secrets)

    return run


def test_two_rotations_leave_two_secrets(at_once):
    """At most two live."""
    assert at_once(lambda client, _number: client.rotate_secret(None, overlap=60)) == 2


def test_two_revocations_leave_one_secret(at_once):
    def revoke(client, number):
        try:
            client.revoke_secret(client.secrets[number])
        except LastSecretError:
            db.session.rollback()

    assert at_once(revoke) == 1
