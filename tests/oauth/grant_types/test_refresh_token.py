"""Refreshing: rotation, repeats by several workers, and reuse."""

import pytest
from sqlalchemy import select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


DAY = 86_400  # seconds


def pair_of(answer):
    """Both tokens of the answer, which is 200."""
    assert answer.status_code == 200, answer.json
    return answer.json["access_token"], answer.json["refresh_token"]


def actions(app):
    """The actions that the audit trail has."""
    with app.app_context():
        return set(db.session.scalars(select(AuditEvent.action)))


def test_refresh_rotates_and_repeats_its_answer(app, machine, poster, tokens, clock):
    """Case 40, by the newer rule: use does not matter, time does."""
    first = flow.refresh(machine, poster, tokens["refresh_token"])
    assert first.json["refresh_token"] != tokens["refresh_token"]
    assert flow.is_live(app, first.json["access_token"])
    newest = flow.refresh(machine, poster, first.json["refresh_token"])
    clock.advance(29)
    assert pair_of(flow.refresh(machine, poster, tokens["refresh_token"])) == pair_of(first)
    assert flow.is_live(app, tokens["access_token"])
    assert "refresh_token.reused" not in actions(app)
    clock.advance(1)
    assert not flow.is_live(app, tokens["access_token"])
    late = flow.refresh(machine, poster, tokens["refresh_token"])
    assert (late.status_code, late.json["error"]) == (400, "invalid_grant")
    assert "refresh_token.reused" in actions(app)
    assert not flow.is_live(app, newest.json["access_token"])
    assert flow.refresh(machine, poster, newest.json["refresh_token"]).status_code == 400


@pytest.fixture
def phone(app):
    """A public client and the refresh token of a grant to it."""
    registered = flow.register(app, runs_on="phone")
    with app.app_context():
        owner = factories.make_user()
        grant = factories.make_grant(Client.find(registered.id), owner, factories.make_team(owner))
        _access, refresh = factories.make_tokens(grant)
        db.session.commit()
    return registered, refresh


def test_public_clients_have_the_same_rule(app, machine, phone, clock):
    """Case 73."""
    client, text = phone
    first = flow.refresh(machine, client, text)
    assert flow.is_live(app, first.json["access_token"])
    assert pair_of(flow.refresh(machine, client, text)) == pair_of(first)
    clock.advance(30)
    assert flow.refresh(machine, client, text).json["error"] == "invalid_grant"
    assert not flow.is_live(app, first.json["access_token"])


def test_repeat_answers_the_scopes_that_were_issued(app, machine, poster, tokens):
    """The pair exists: it cannot become narrower for one worker and not for the others."""
    first = flow.refresh(machine, poster, tokens["refresh_token"])
    for scope in ("", "events:read"):
        again = flow.refresh(machine, poster, tokens["refresh_token"], scope=scope)
        assert (pair_of(again), again.json["scope"]) == (pair_of(first), first.json["scope"])


@pytest.mark.parametrize("scope", ["events:read", "nonsense", "events:write"])
@pytest.mark.parametrize("days", [1, 100], ids=["before its expiry", "after its expiry"])
def test_replay_is_noticed_whatever_else_is_wrong(app, machine, poster, tokens, clock, scope, days):
    """Neither its own expiry nor a scope that would be refused hides it."""
    newest = flow.refresh(machine, poster, tokens["refresh_token"]).json
    for _ in range(days // 50):
        clock.advance(50 * DAY)
        newest = flow.refresh(machine, poster, newest["refresh_token"]).json
    clock.advance(60)
    replay = flow.refresh(machine, poster, tokens["refresh_token"], scope=scope)
    assert replay.json["error"] == "invalid_grant"
    assert "refresh_token.reused" in actions(app)
    assert not flow.is_live(app, newest["access_token"])


def test_replay_under_a_grant_that_rests_ends_the_family(app, machine, poster, tokens, clock):
    """The user comes back; the stolen token must not."""
    newest = flow.refresh(machine, poster, tokens["refresh_token"]).json
    clock.advance(60)
    set_disabled(app, clock.now())
    assert flow.refresh(machine, poster, newest["refresh_token"]).status_code == 400
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
    set_disabled(app, None)
    assert not flow.is_live(app, newest["access_token"])
    assert flow.refresh(machine, poster, newest["refresh_token"]).status_code == 400


def set_disabled(app, at):
    """Disable all users, or enable them."""
    with app.app_context():
        db.session.execute(update(User).values(disabled_at=at))
        db.session.commit()


def test_repeat_is_answered_though_the_token_has_expired_since(machine, poster, tokens, clock):
    """The first answer was lost at its last second."""
    clock.advance(90 * DAY - 1)
    first = flow.refresh(machine, poster, tokens["refresh_token"])
    clock.advance(20)
    assert pair_of(flow.refresh(machine, poster, tokens["refresh_token"])) == pair_of(first)


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


def test_reuse_long_after_many_refreshes(app, machine, poster, tokens, clock):
    """The first token's reuse ends the newest one."""
    token = tokens["refresh_token"]
    for _ in range(20):
        newest = flow.refresh(machine, poster, token).json
        token = newest["refresh_token"]
    clock.advance(30)
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
