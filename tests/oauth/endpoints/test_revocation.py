"""Revoking: either token ends both."""

import pytest

from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
def test_revoking_either_token_ends_both(app, machine, poster, tokens, kind, hint):
    """Cases 41 and 42: whatever the hint."""
    answer = flow.revoke(
        machine, poster, tokens[kind], **({"token_type_hint": hint} if hint else {})
    )
    assert (answer.status_code, answer.json) == (200, {})
    assert not flow.is_live(app, tokens["access_token"])
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
    assert flow.revoke(machine, poster, tokens[kind]).status_code == 200


def test_revocation_refuses_as_documented(app, machine, poster, tokens):
    """Case 72."""
    other = flow.register(app)
    foreign = flow.revoke(machine, other, tokens["access_token"])
    assert (foreign.status_code, foreign.json["error"]) == (400, "invalid_grant")
    assert flow.is_live(app, tokens["access_token"])
    assert flow.revoke(machine, poster, "garbage").json == {}
    assert flow.revoke(machine, poster, "").json["error"] == "invalid_request"
    nobody = flow.App(poster.id, None)
    assert flow.revoke(machine, nobody, tokens["access_token"]).status_code == 401
    assert flow.is_live(app, tokens["access_token"])


def test_revoking_a_refresh_token_whose_access_token_expired(app, machine, poster, tokens, clock):
    clock.advance(7200)
    assert flow.revoke(machine, poster, tokens["refresh_token"]).status_code == 200
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
