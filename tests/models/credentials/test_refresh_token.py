"""Refresh tokens are used once, may be retried for a minute, and end with their family."""

import pytest

from app.extensions import db
from app.models.credentials import live_token
from app.models.credentials.live_token import LiveToken
from app.models.credentials.refresh_token import RefreshToken, ReusedError
from tests.support import factories

pytestmark = pytest.mark.both_databases


def tokens_of(grant):
    """A committed access and refresh token of ``grant``."""
    pair = factories.make_tokens(grant)
    db.session.commit()
    return pair


def refresh(text):
    """Redeem the refresh token ``text`` as a request of its own would."""
    pair = RefreshToken.find(text).redeem(text, scopes="events:read")
    db.session.commit()
    return pair


def test_refresh_ends_the_old_pair(granted):
    access, text = tokens_of(granted)
    pair = refresh(text)
    assert live_token.find(access) is None
    assert live_token.find(pair.access_token) is not None


def test_retried_refresh_gets_the_identical_pair(granted, clock):
    _, text = tokens_of(granted)
    first = refresh(text)
    clock.advance(59)
    again = refresh(text)
    assert (again.access_token, again.refresh_token) == (first.access_token, first.refresh_token)
    assert again.expires_in == first.expires_in - 59


def test_refresh_after_the_window_ends_the_family(granted, clock):
    _, text = tokens_of(granted)
    pair = refresh(text)
    clock.advance(60)
    with pytest.raises(ReusedError):
        refresh(text)
    db.session.commit()
    assert live_token.find(pair.access_token) is None
    assert not RefreshToken.find(pair.refresh_token).is_authorized


@pytest.mark.parametrize("presented", ["access", "refresh"])
def test_first_use_of_a_successor_closes_the_window(granted, presented):
    _, text = tokens_of(granted)
    pair = refresh(text)
    if presented == "access":
        assert isinstance(live_token.present(pair.access_token), LiveToken)
    else:
        pair = refresh(pair.refresh_token)
    with pytest.raises(ReusedError):
        refresh(text)
    db.session.commit()
    assert live_token.find(pair.access_token) is None


def test_no_refresh_goes_beyond_the_familys_end(granted, clock):
    _, text = tokens_of(granted)
    family = RefreshToken.find(text).family
    family.expires_at = clock.now() + 100
    db.session.commit()
    pair = refresh(text)
    clock.advance(100)
    assert not RefreshToken.find(pair.refresh_token).is_authorized
    assert live_token.find(pair.access_token) is None
