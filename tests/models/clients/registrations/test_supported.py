"""What clients may register, and the server's metadata advertises."""

from app.models.clients.registrations import supported
from app.models.values import scopes


def test_usual_scopes_exist_and_include_those_of_the_standard_profile():
    usual = supported.usual_scopes()
    assert usual <= scopes.SCOPES.keys()
    assert {"events:read", "events:write", "profile:read", "tickets:read"} <= usual


def test_no_signing_algorithm_works_with_a_shared_secret():
    for algorithm in (*supported.SIGNING_ALGS, *supported.ID_TOKEN_ALGS):
        assert not algorithm.startswith(("HS", "none"))
