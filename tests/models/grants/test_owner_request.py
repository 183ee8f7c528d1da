"""Requests to owners: one open at a time, answered once, closed by an approval."""

import pytest

from app.models.grants import owner_request
from app.models.grants.owner_request import LIFETIME, MAX_NOTE, OwnerRequest
from app.models.values.errors import ValidationError
from tests.support.factories import REDIRECT_URI, join, make_client, make_team, make_user


@pytest.fixture
def owner(context):
    return make_user()


@pytest.fixture
def ask(owner):
    """Ask for the same app, team and user, with a note."""
    team, user, (client, _secret) = make_team(owner), make_user(), make_client()
    join(team, user)

    def ask(note=""):
        return OwnerRequest.ask(
            client=client,
            team=team,
            user=user,
            scopes="events:read",
            redirect_uri=REDIRECT_URI,
            note=note,
        )

    return ask


def test_same_request_is_open_once_and_can_be_repeated_when_it_has_expired(ask, clock):
    first = ask("Please")
    assert (first.note, ask()) == ("Please", None)
    clock.advance(LIFETIME)
    assert OwnerRequest.find_waiting(first.team, first.public_id) is None
    assert ask() is not None


def test_note_and_number_are_limited(ask, monkeypatch):
    with pytest.raises(ValidationError, match="300 characters"):
        ask("x" * (MAX_NOTE + 1))
    monkeypatch.setattr(owner_request, "MAX_A_DAY", 0)
    with pytest.raises(ValidationError, match="Too many requests"):
        ask()


def test_request_is_denied_once(ask, owner):
    request = ask()
    assert OwnerRequest.list_of_team(request.team) == [request]
    assert request.deny(owner)
    assert not request.deny(owner)
    assert OwnerRequest.list_of_team(request.team) == []


def test_approval_settles_the_requests_of_others(ask, owner):
    request = ask()
    assert OwnerRequest.settle(request.client, [], by=owner) == []
    assert OwnerRequest.settle(request.client, [request.team], by=owner) == [request]
    assert OwnerRequest.list_of_user(request.user, request.client) == []


def test_request_about_a_suspended_app_is_hidden(ask):
    request = ask()
    request.client.suspend("Spam")
    assert OwnerRequest.find_waiting(request.team, request.public_id) is None


@pytest.mark.parametrize("setting", ["state_required", "pkce_required", "direct_token"])
def test_owner_has_to_start_at_an_app_that_makes_its_own_values(ask, setting):
    request = ask()
    assert request.leads_to_consent
    setattr(request.client, setting, True)
    assert not request.leads_to_consent
