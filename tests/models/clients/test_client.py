"""A client's metadata: changed in part, the rest kept, and checked before it is kept."""

import pytest

from app.models.clients.client_metadata import ClientMetadata
from app.models.values.errors import ValidationError
from tests.support.factories import REDIRECT_URI, make_client


def test_change_replaces_what_it_names_and_keeps_the_rest(context):
    client, _secret = make_client(name="Poster Board", scopes="events:read")

    client.change(website="https://poster.example")

    assert client.current_metadata() == ClientMetadata(
        name="Poster Board",
        redirect_uris=(REDIRECT_URI,),
        website="https://poster.example",
        profile=client.profile,
        runs_on="server",
        scopes=frozenset({"events:read"}),
    )


def test_change_that_is_not_allowed_changes_nothing(context):
    client, _secret = make_client(name="Poster Board")

    with pytest.raises(ValidationError):
        client.change(name="Stagedoor")

    assert client.name == "Poster Board"
