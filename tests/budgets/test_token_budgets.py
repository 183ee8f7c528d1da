"""The endpoints that clients call by themselves."""

import pytest

from app.models.values.secret import Kind, generate
from tests.support.costs import Budget, Operation
from tests.support.factories import REDIRECT_URI, make_code, make_tokens

TOKEN = "/oauth/token"


def client_credentials(world):
    """An app asks for a token of its own."""
    return world.ask(TOKEN, world.partner, grant_type="client_credentials")


def code_exchange(world):
    """An app exchanges the code that a user's browser brought."""
    code = world.make(lambda grant: make_code(grant, code_challenge=None))
    return world.ask(TOKEN, grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI)


def refresh(world):
    """An app refreshes for the first time."""
    _access_token, token = world.make(make_tokens)
    return world.ask(TOKEN, grant_type="refresh_token", refresh_token=token)


def revocation(world):
    """An app gives its refresh token back."""
    _access_token, token = world.make(make_tokens)
    return world.ask("/oauth/revoke", token=token)


def revocation_of_nothing(world):
    """An app gives a token back that does not exist."""
    return world.ask("/oauth/revoke", token=generate(Kind.REFRESH_TOKEN))


def introspection(world):
    """An app asks about its token."""
    return world.ask("/oauth/introspect", token=world.token)


OPERATIONS = {
    "client_credentials": Operation(client_credentials, Budget(560, 3, 2)),
    "code exchange": Operation(code_exchange, Budget(605, 7, 2)),
    "refresh": Operation(refresh, Budget(575, 6, 2)),
    "introspection": Operation(introspection, Budget(470, 1, 0)),
    "revocation of nothing": Operation(revocation_of_nothing, Budget(455, 1, 0)),
    "revocation": Operation(revocation, Budget(505, 3, 2)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
