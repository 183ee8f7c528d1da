"""Apps are listed, suspended, restored and reviewed from the command line."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.registrations import client_document
from app.models.clients.registrations.client_document import ClientDocument
from tests.support.factories import make_client


def test_app_is_listed_suspended_restored_and_reviewed(app, run, hall):
    with app.app_context():
        client_id = make_client(name="Poster Board")[0].client_id
        db.session.commit()

    assert client_id in run("client", "list").output
    run("client", "suspend", client_id, "--reason", "spam")
    assert client_id in run("client", "list", "--status", "suspended").output
    run("client", "restore", client_id)
    run("client", "review", client_id)

    with app.app_context():
        made = Client.find(client_id)
        assert made.is_live
        assert made.is_reviewed


@pytest.mark.parametrize("status", ["pending", "refused"])
def test_commands_let_no_app_past_its_review(app, run, hall, status):
    with app.app_context():
        client = make_client()[0]
        client.status, client_id = status, client.client_id
        db.session.commit()

    assert run("client", "restore", client_id).exit_code == 1
    assert run("client", "suspend", client_id, "--reason", "spam").exit_code == 1
    with app.app_context():
        assert Client.find(client_id).status == status


@pytest.mark.both_databases
@pytest.mark.parametrize("reason", ["spam\0", "spam\udcff"], ids=ascii)
def test_reason_that_is_no_text_is_refused_in_one_line(app, run, hall, reason):
    with app.app_context():
        client_id = make_client()[0].client_id
        db.session.commit()

    result = run("client", "suspend", client_id, "--reason", reason)
    assert result.exit_code == 1
    assert (
        result.output == "Error: An argument is not valid text, or too long. Nothing was changed.\n"
    )
    with app.app_context():
        assert Client.find(client_id).is_live


def test_all_apps_that_are_described_at_a_host_are_suspended(app, run, hall):
    urls = [f"https://agent.example/{n}.json" for n in range(2)]
    with app.app_context():
        for url in urls:
            values = {"client_id": url, "redirect_uris": ["http://127.0.0.1/cb"]}
            document = ClientDocument.read(url, values, fresh_for=60)
            client_document.store(document.describe_new())
        db.session.commit()
    assert "2 apps" in run("client", "suspend-host", "agent.example", "--reason", "spam").output
    assert run("client", "suspend-host", "agent.example", "--reason", "spam").exit_code == 1
    run("client", "restore", urls[0])
    with app.app_context():
        assert [Client.find(url).is_live for url in urls] == [True, False]
