"""Warnings of the consent page, by the app's identity, its address and its changes."""

import pytest

from app.models.clients.client_metadata import UNNAMED
from app.models.clients.client_status import Status
from app.oauth.authorization import consent_warnings
from app.oauth.authorization.authorization_request import AuthorizationRequest, Target
from tests.support.factories import make_client, make_grant, make_user


@pytest.fixture
def request_of(app, context):
    """The request of a reviewed client with this redirect URI."""

    def request_of(uri="https://app.example/callback"):
        client, _secret = make_client(redirect_uris=(uri,))
        client.review()
        return AuthorizationRequest(
            Target(client, uri, True, None), frozenset(), None, frozenset(), None
        )

    with app.test_request_context():
        yield request_of


def warning_of(auth_request, grant=None):
    """The warning that a user reads."""
    user = grant.user if grant is not None else make_user()
    return consent_warnings.describe(auth_request, grant, auth_request.facts(user))


def test_reviewed_app_with_https_needs_no_warning(request_of):
    assert warning_of(request_of()) is None


@pytest.mark.parametrize(
    ("status", "title"),
    [(Status.LIVE, "has not been reviewed"), (Status.PENDING, "waits for review")],
)
def test_app_without_review_is_warned_about(request_of, status, title):
    auth_request = request_of()
    auth_request.client.forget_review()
    auth_request.client.status = status
    assert title in warning_of(auth_request)["title"]


def test_several_reasons_share_one_box(request_of, clock):
    auth_request = request_of("http://127.0.0.1/callback")
    grant = make_grant(auth_request.client, make_user())
    clock.advance(1)
    auth_request.client.change(name="Other name")
    warning = warning_of(auth_request, grant)
    assert warning["title"] == "Check before you authorize"
    assert [title for title, _text in warning["reasons"]] == [
        "This app has not been reviewed yet",
        "It answers on this device",
        "It has changed since you allowed it",
    ]


def test_approval_says_that_it_ends_a_pause(request_of):
    """The user, or another owner of the team, had stopped the app for a day."""
    auth_request = request_of()
    grant = make_grant(auth_request.client, make_user())
    grant.pause()
    warning = warning_of(auth_request, grant)
    assert warning["title"] == "This app is paused"
    assert warning["text"] == "If you authorize it, the pause ends."
    grant.resume()
    assert warning_of(auth_request, grant) is None


def test_app_without_a_name_is_warned_about(request_of):
    auth_request = request_of()
    auth_request.client.name = UNNAMED
    assert "no name" in warning_of(auth_request)["title"]
