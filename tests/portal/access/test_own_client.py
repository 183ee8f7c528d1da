"""The signed-in person's own apps; another developer's is as unknown as none."""

import pytest
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.models.clients.client_status import Status
from app.portal.access.own_client import find_own_client
from app.web import signed_in
from tests.support.factories import make_client, make_user


@pytest.fixture
def ana(app):
    """Ana, signed in within a request."""
    with app.test_request_context("/developer/apps"):
        person = make_user()
        signed_in.start_session(person)
        yield person


def test_own_app_is_found(ana):
    client, _secret = make_client(ana)
    assert find_own_client(client.client_id) is client


@pytest.mark.parametrize("client_id", ["", "sd_app_nothing", "%00"])
def test_id_of_no_app_is_not_found(ana, client_id):
    with pytest.raises(NotFound):
        find_own_client(client_id)


def test_app_of_another_and_deleted_app_are_not_found(ana):
    theirs, _secret = make_client(make_user())
    deleted, _secret = make_client(ana)
    deleted.status = Status.DELETED
    db.session.flush()
    for client in (theirs, deleted):
        with pytest.raises(NotFound):
            find_own_client(client.client_id)
