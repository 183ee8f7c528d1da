"""Settings of a client: only safe combinations are stored."""

from dataclasses import replace

import pytest

from app.models.clients import client_settings
from app.models.clients.client_settings import ClientSettings
from app.models.values.errors import ValidationError
from tests.support.factories import make_client


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("access_token_lifetime", 0),
        ("access_token_lifetime", 10**9),
        ("refresh_token_lifetime", -1),
        ("default_scopes", ""),
        ("default_scopes", "tickets:read"),
    ],
)
def test_value_out_of_bounds_names_its_field(context, field, value):
    client, _secret = make_client(scopes="events:read")
    settings = replace(ClientSettings.of(client), **{field: value})
    with pytest.raises(ValidationError) as refused:
        client_settings.change(client, settings)
    assert refused.value.field == field


def test_public_client_always_needs_pkce(context):
    client, _secret = make_client(runs_on="browser")
    wishes = replace(ClientSettings.of(client), pkce_required=False, silent_reapproval=True)
    client_settings.change(client, wishes)
    assert (client.pkce_required, client.silent_reapproval) == (True, False)


def test_direct_tokens_need_a_state_and_are_not_refreshed(context):
    client, _secret = make_client(profile="kagibag")
    wishes = replace(ClientSettings.of(client), state_required=False, refresh_token_lifetime=86_400)
    client_settings.change(client, wishes)
    assert (client.state_required, client.refresh_token_lifetime) == (True, 0)


def test_profile_adds_its_default_scopes_to_the_ceiling(context):
    client, _secret = make_client(scopes="events:read")
    client_settings.preset(client, "eventpop")
    assert client.profile == "eventpop"
    assert set(client.scopes.split()) == {"events:read", "public"}
    with pytest.raises(ValidationError):
        client_settings.preset(client, "unheard-of")
