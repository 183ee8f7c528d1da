"""Requests with one registration token, all at once: one replaces or deletes, the others end."""

from threading import Barrier, Thread

import pytest

from app.extensions import db
from app.models.clients.registrations import client_document
from app.models.clients.registrations.client_document import ClientDocument

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

BODY = {"client_name": "Poster Board", "redirect_uris": ["https://app.example/cb"]}


def together(*acts):
    """Run each act in a thread of its own, all at once; return the results."""
    start, results = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        start.wait(10)
        results[number] = act()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("last", ["PUT", "DELETE"])
def test_one_of_several_requests_with_one_token_wins(app, last):
    made = app.test_client().post("/oauth/register", json=BODY).json
    headers = {"Authorization": f"Bearer {made['registration_access_token']}"}
    path = f"/oauth/register/{made['client_id']}"
    body = {**BODY, "client_id": made["client_id"]}

    def act(method):
        machine = app.test_client()
        return lambda: machine.open(path, method=method, headers=headers, json=body).status_code

    statuses = together(act("PUT"), act("PUT"), act(last))
    assert sorted(statuses)[1:] == [401, 401]
    assert sorted(statuses)[0] in {200, 204}


def test_two_first_approvals_of_one_document_make_one_client(app):
    url = "https://agent.example/client.json"
    values = {"client_id": url, "redirect_uris": ["http://127.0.0.1/cb"]}

    def store():
        with app.app_context():
            client = ClientDocument.read(url, values, fresh_for=60).describe_new()
            number = client_document.store(client).id
            db.session.commit()
            return number

    assert len({*together(store, store, store)}) == 1
