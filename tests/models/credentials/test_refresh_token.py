"""Refresh tokens are used once, repeat their answer for a while, and end with their family."""

import pytest

from app.extensions import db
from app.models.credentials import live_token, refresh_token
from app.models.credentials.live_token import LiveToken
from app.models.credentials.refresh_token import RefreshToken, ReusedError
from app.models.credentials.token_family import TokenFamily
from app.models.housekeeping.purge import purge
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


def is_live(access):
    """Whether the access token works now."""
    return live_token.find(access) is not None


def texts(pair):
    """Both tokens of ``pair``."""
    return pair.access_token, pair.refresh_token


def test_repeated_refresh_gets_the_identical_pair_and_the_life_that_is_left(granted, clock):
    _, text = tokens_of(granted)
    first = refresh(text)
    clock.advance(29)
    again = refresh(text)
    assert texts(again) == texts(first)
    assert again.expires_in == first.expires_in - 29


@pytest.mark.parametrize("presented", ["access", "refresh"])
def test_pair_is_the_identical_one_after_it_was_used(granted, clock, presented):
    _, text = tokens_of(granted)
    pair = refresh(text)
    if presented == "access":
        assert isinstance(live_token.present(pair.access_token), LiveToken)
    else:
        clock.advance(10)
        refresh(pair.refresh_token)
    assert texts(refresh(text)) == texts(pair)
    assert is_live(pair.access_token)


def test_each_token_of_a_chain_has_a_window_of_its_own(granted, clock):
    _, first = tokens_of(granted)
    second = refresh(first)
    clock.advance(20)
    third = refresh(second.refresh_token)
    assert texts(refresh(first)) == texts(second)
    clock.advance(10)  # the first one's window is over, the second one's is not
    assert texts(refresh(second.refresh_token)) == texts(third)
    with pytest.raises(ReusedError):
        refresh(first)
    db.session.commit()
    assert not is_live(third.access_token)


def test_repeats_do_not_extend_the_window(granted, clock):
    _, text = tokens_of(granted)
    refresh(text)
    clock.advance(29)
    refresh(text)
    clock.advance(1)
    with pytest.raises(ReusedError):
        refresh(text)


def test_superseded_access_tokens_live_on_for_the_window_of_their_refresh(granted, clock):
    access, text = tokens_of(granted)
    second = refresh(text)
    clock.advance(20)
    third = refresh(second.refresh_token)
    clock.advance(9)
    assert [is_live(a) for a in (access, second.access_token, third.access_token)] == [True] * 3
    clock.advance(1)
    assert [is_live(a) for a in (access, second.access_token)] == [False, True]
    clock.advance(20)
    assert [is_live(a) for a in (second.access_token, third.access_token)] == [False, True]


def test_superseded_access_token_never_outlives_its_own_expiry(granted, clock):
    access, text = tokens_of(granted)
    clock.advance(7195)
    refresh(text)
    clock.advance(4)
    assert is_live(access)
    clock.advance(1)
    assert not is_live(access)


def test_what_ends_a_connection_ends_superseded_tokens_at_once(granted):
    access, text = tokens_of(granted)
    pair = refresh(text)
    RefreshToken.find(text).revoke()
    db.session.commit()
    assert not is_live(access)
    assert not is_live(pair.access_token)
    assert not RefreshToken.find(text).is_authorized


def test_refresh_after_the_window_ends_the_family(granted, clock):
    _, text = tokens_of(granted)
    pair = refresh(text)
    clock.advance(30)
    with pytest.raises(ReusedError):
        refresh(text)
    db.session.commit()
    assert not is_live(pair.access_token)
    assert not RefreshToken.find(pair.refresh_token).is_authorized


def test_purge_takes_nothing_that_a_repeat_needs(granted, clock):
    """The successor may expire within the window."""
    granted.client.access_token_lifetime = 10
    _, text = tokens_of(granted)
    pair = refresh(text)
    clock.advance(29)
    purge()
    again = refresh(text)
    assert texts(again) == texts(pair)
    assert again.expires_in == 0


def test_no_refresh_goes_beyond_the_familys_end(granted, clock):
    _, text = tokens_of(granted)
    family = RefreshToken.find(text).family
    family.expires_at = clock.now() + 100
    db.session.commit()
    pair = refresh(text)
    clock.advance(100)
    assert not RefreshToken.find(pair.refresh_token).is_authorized
    assert not is_live(pair.access_token)


@pytest.mark.parametrize(
    ("lifetime", "grant_types", "has_refresh_token"),
    [
        (90, "authorization_code refresh_token", True),
        (0, "authorization_code refresh_token", False),
        (90, "authorization_code", False),
    ],
)
def test_refresh_token_comes_only_for_clients_that_get_one(
    granted, lifetime, grant_types, has_refresh_token
):
    client = granted.client
    client.refresh_token_lifetime, client.grant_types = lifetime, grant_types
    pair = refresh_token.begin(TokenFamily.open(granted), scopes="events:read")
    assert (pair.refresh_token is not None) is has_refresh_token
    assert pair.scopes == "events:read"
