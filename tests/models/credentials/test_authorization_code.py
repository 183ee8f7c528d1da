"""Authorization codes are redeemed once and in time."""

import pytest

from app.models.credentials.authorization_code import AuthorizationCode
from tests.support import factories

pytestmark = pytest.mark.both_databases


def test_code_is_redeemed_once_and_knows_what_was_issued(granted):
    text = factories.make_code(granted)
    code = AuthorizationCode.find(text, granted.client)
    assert code.redeem()
    assert not code.redeem()
    assert code.revoke_issued_tokens()
    assert not code.family.is_live


def test_expired_code_is_refused(granted, clock):
    text = factories.make_code(granted)
    clock.advance(60)
    assert not AuthorizationCode.find(text, granted.client).redeem()


def test_code_of_another_client_is_not_found(granted):
    text = factories.make_code(granted)
    assert AuthorizationCode.find(text, factories.make_client()[0]) is None


@pytest.mark.parametrize(
    ("named", "repeated", "is_accepted"),
    [
        (True, factories.REDIRECT_URI, True),
        (True, None, False),
        (True, "https://app.example/other", False),
        (False, None, True),
        (False, factories.REDIRECT_URI, True),
        (False, "https://app.example/other", False),
    ],
)
def test_redirect_uri_is_repeated_as_it_was_named(granted, named, repeated, is_accepted):
    text = factories.make_code(granted, redirect_uri_given=named)
    code = AuthorizationCode.find(text, granted.client)
    assert code.accepts_redirect_uri(repeated) is is_accepted


def test_tokens_of_a_code_have_its_scopes_and_no_more(granted):
    text = factories.make_code(granted, scopes="events:read")
    code = AuthorizationCode.find(text, granted.client)
    assert not code.revoke_issued_tokens()
    code.redeem()
    pair = code.issue_tokens()
    assert (pair.scopes, pair.refresh_token is not None) == ("events:read", True)
