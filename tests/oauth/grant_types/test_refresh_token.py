"""Refreshing: rotation, the one forgiven retry, and reuse."""

import pytest

from app.extensions import db
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


def test_refresh_rotates_and_forgives_one_retry(app, machine, poster, tokens):
    """Case 40."""
    first = flow.refresh(machine, poster, tokens["refresh_token"]).json
    retry = flow.refresh(machine, poster, tokens["refresh_token"]).json
    assert retry["access_token"] == first["access_token"]
    assert retry["refresh_token"] == first["refresh_token"] != tokens["refresh_token"]
    assert not flow.is_live(app, tokens["access_token"])
    assert flow.is_live(app, first["access_token"])
    late = flow.refresh(machine, poster, tokens["refresh_token"])
    assert late.json["error"] == "invalid_grant"
    assert not flow.is_live(app, first["access_token"])
    assert flow.refresh(machine, poster, first["refresh_token"]).status_code == 400


def test_refresh_of_another_client(app, machine, poster, tokens):
    """Case 48: nothing happens to the token."""
    other = flow.register(app)
    answer = flow.refresh(machine, other, tokens["refresh_token"])
    assert answer.json["error"] == "invalid_grant"
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 200


def test_refresh_without_authentication(machine, poster, tokens):
    public = flow.App(poster.id, None)
    assert flow.refresh(machine, public, tokens["refresh_token"]).status_code == 401


@pytest.mark.parametrize("scope", ["events:write", "public%2Bwrite", "nonsense"])
def test_refresh_never_widens(machine, poster, tokens, scope):
    """The token stays usable."""
    answer = flow.refresh(machine, poster, tokens["refresh_token"], scope=scope)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_scope")
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 200


def test_refresh_with_empty_scope(machine, poster, tokens):
    """Case 52: unchanged."""
    answer = flow.refresh(machine, poster, tokens["refresh_token"], scope="")
    assert answer.json["scope"] == "events:read"


def test_refresh_after_the_idle_time(machine, poster, tokens, clock):
    """At presentation, whether or not a clean-up ran."""
    clock.advance(90 * 86_400)
    assert flow.refresh(machine, poster, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_refresh_after_the_grant_was_revoked(app, machine, poster, granted, tokens):
    with app.app_context():
        flow.find_grant(granted).revoke()
        db.session.commit()
    assert flow.refresh(machine, poster, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_reuse_long_after_many_refreshes(app, machine, poster, tokens):
    """The first token's reuse ends the newest one."""
    token = tokens["refresh_token"]
    for _ in range(20):
        newest = flow.refresh(machine, poster, token).json
        token = newest["refresh_token"]
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
    assert not flow.is_live(app, newest["access_token"])


def test_expires_in_is_the_real_life_left(app, machine, poster, granted, clock):
    """Invariant 17: no token outlives its grant or its family."""
    with app.app_context():
        grant = flow.find_grant(granted)
        grant.expires_at = clock.now() + 600
        code = factories.make_code(grant)
        db.session.commit()
    first = flow.exchange(machine, poster, code).json
    assert first["expires_in"] == 600
    clock.advance(100)
    assert flow.refresh(machine, poster, first["refresh_token"]).json["expires_in"] == 500
