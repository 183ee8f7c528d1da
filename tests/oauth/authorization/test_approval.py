"""Approvals: what is new about a grant, and which grant allows a request without a page."""

from dataclasses import replace

import pytest

from app.oauth.authorization import approval
from app.oauth.authorization.authorization_request import AuthorizationRequest, Target
from app.oauth.authorization.consent_ticket import ConsentTicket
from tests.support.factories import REDIRECT_URI, make_client, make_grant, make_team, make_user

TICKET = ConsentTicket({}, (), "page", (), {}, "")


@pytest.fixture
def user(context):
    return make_user()


@pytest.fixture
def auth_request(context):
    client, _secret = make_client()
    target = Target(client, REDIRECT_URI, True, None)
    return AuthorizationRequest(target, frozenset({"events:read"}), None, frozenset(), None)


def test_first_write_access_is_told_once(auth_request, user):
    team = make_team(user)
    writing = replace(auth_request, scopes=frozenset({"events:write"}))
    approvals = [
        approval.approve(each, user, [team], TICKET) for each in (auth_request, writing, writing)
    ]
    assert [each.may_write_now for each in approvals] == [False, True, False]
    assert len({each.grant for each in approvals}) == 1


def test_matching_grant_allows_the_request_unless_it_asks_for_the_page(auth_request, user):
    grant = make_grant(auth_request.client, user, make_team(user))
    assert approval.find_existing(auth_request, user) == grant
    for prompt in ("consent", "select_account"):
        prompting = replace(auth_request, prompts=frozenset({prompt}))
        assert approval.find_existing(prompting, user) is None


def test_public_client_always_gets_the_page(auth_request, user):
    make_grant(auth_request.client, user, make_team(user))
    auth_request.client.confidential = False
    assert approval.find_existing(auth_request, user) is None


def test_team_hint_decides_between_two_grants(auth_request, user):
    one, other = make_team(user), make_team(user)
    make_grant(auth_request.client, user, one)
    grant = make_grant(auth_request.client, user, other)
    assert approval.find_existing(auth_request, user) is None
    assert approval.find_existing(replace(auth_request, team_hint=other.slug), user) == grant
    assert approval.find_existing(replace(auth_request, team_hint="none"), user) is None


def test_approval_is_too_old_after_a_year(auth_request, user, clock):
    grant = make_grant(auth_request.client, user, make_team(user))
    grant.expires_at = None
    clock.advance(approval.MAX_AGE)
    assert approval.find_existing(auth_request, user) is None
