"""The link of a connect button, by what the app needs."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.portal.clients import connect_button
from app.portal.clients.connect_button import CODE_CHALLENGE
from tests.support.factories import REDIRECT_URI, make_client

SCOPES = frozenset({"events:write", "events:read"})


@pytest.fixture(autouse=True)
def inside(app, context):
    """A request, which addresses need."""
    with app.test_request_context():
        yield


def parameters(client, **further):
    url = connect_button.authorize_url(client, REDIRECT_URI, SCOPES, **further)
    return {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}


def test_confidential_app_needs_no_challenge():
    client, _secret = make_client()
    assert parameters(client) == {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "events:read events:write",
        "state": "STATE",
    }


@pytest.mark.parametrize("runs_on", ["browser", None])
def test_public_or_unknown_app_gets_a_sample_challenge(runs_on):
    client = make_client(runs_on=runs_on)[0] if runs_on else None
    assert parameters(client)["code_challenge"] == CODE_CHALLENGE


def test_own_challenge_and_further_parameters_are_kept():
    client, _secret = make_client()
    sent = parameters(client, state="s", code_challenge="c", prompt="consent")
    assert (sent["state"], sent["code_challenge"], sent["prompt"]) == ("s", "c", "consent")


def test_direct_token_is_requested_by_name():
    client, _secret = make_client(name="Poster", profile="kagibag")
    assert parameters(client, prompt="consent") == {
        "client_name": "Poster",
        "redirect_uri": REDIRECT_URI,
        "state": "STATE",
    }
