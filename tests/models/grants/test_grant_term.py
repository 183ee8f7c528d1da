"""How long a grant lasts, and its pause."""

import pytest
from flask import current_app

from app.config import settings
from app.models.grants.grant import Grant
from app.models.grants.grant_term import DAY, PAUSE, Term
from tests.support.factories import make_client, make_grant, make_user


@pytest.fixture
def grant(context):
    client, _secret = make_client()
    return make_grant(client, make_user())


def approve(grant, term=None):
    return Grant.approve(
        client=grant.client, user=grant.user, teams=[], names=frozenset({"events:read"}), term=term
    )


def test_chosen_term_is_kept_by_approvals_that_choose_none(grant, clock):
    assert (grant.term, grant.expires_at) == ("never", None)
    approve(grant, Term.MONTH)
    clock.advance(DAY)
    approve(grant)
    assert (grant.term, grant.expires_at) == ("30d", clock.at + 30 * DAY)
    approve(grant, Term.UNTIL_REVOKED)
    assert grant.expires_at is None


@pytest.mark.parametrize(
    ("longest", "offered", "days"),
    [
        (0, ["never", "30d", "1y"], [None, 30, 365]),
        (90 * DAY, ["never", "30d"], [90, 30, 90]),
        (DAY, ["never"], [1, 1, 1]),
    ],
)
def test_operators_limit_shortens_every_term(grant, monkeypatch, longest, offered, days):
    limited = settings().model_copy(update={"grant_lifetime": longest})
    monkeypatch.setitem(current_app.config, "SETTINGS", limited)
    assert Term.on_offer() == offered
    for term, expected in zip(Term, days, strict=True):
        approve(grant, term)
        end = None if grant.expires_at is None else (grant.expires_at - grant.approved_at) // DAY
        assert end == expected


def test_pause_ends_by_itself_or_by_a_button_or_an_approval(grant, clock):
    assert not grant.resume()
    assert grant.pause()
    assert not grant.pause()
    assert grant.is_paused
    assert grant.is_usable
    clock.advance(PAUSE)
    assert not grant.is_paused
    assert grant.pause()
    assert grant.resume()
    assert not grant.is_paused
    grant.pause()
    approve(grant)
    assert not grant.is_paused


def test_ended_grant_is_not_paused(grant):
    grant.revoke()
    assert not grant.pause()
