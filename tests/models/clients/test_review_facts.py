"""What was approved, what differs now, and an approval that meets a change."""

import pytest

from app.extensions import db
from app.models.clients import review_facts
from app.models.clients.client import Client
from app.models.clients.review_facts import Change
from tests.support.client_pages import make
from tests.support.factories import REDIRECT_URI, make_client


def test_differences_are_named_fact_by_fact(context):
    client, _secret = make_client(name="Poster Board", scopes="events:read")
    assert review_facts.changes(client) is None
    client.review()
    assert review_facts.changes(client) == []

    client.change(name="Another Name", redirect_uris=("https://new.example/cb",))
    assert review_facts.changes(client) == [
        Change("name", ("Another Name",), ("Poster Board",)),
        Change("redirect_uris", ("https://new.example/cb",), (REDIRECT_URI,)),
    ]
    assert not client.is_reviewed


def test_version_follows_facts_and_decisions(context):
    client, _secret = make_client(scopes="events:read")
    seen = {review_facts.version(client)}
    for act in (
        lambda: client.change(name="Another Name"),
        lambda: client.ask("Who are you?"),
        lambda: client.answer("Devi."),
        lambda: client.suspend("Spam"),
    ):
        act()
        assert review_facts.version(client) not in seen
        seen.add(review_facts.version(client))


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_change_that_an_approval_overtakes_is_not_approved(app):
    """The developer's page was read before the approval, and written after it."""
    client_id = make(app, lambda: make_client(scopes="events:read")[0].client_id)
    with app.app_context():
        developers = Client.find(client_id)
        make(app, lambda: Client.find(client_id).review())
        developers.change(name="Another Name")
        db.session.commit()
    with app.app_context():
        client = Client.find(client_id)
        assert (client.name, client.is_reviewed) == ("Another Name", False)
