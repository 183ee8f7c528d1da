"""Access tokens end with what they depend on, and direct ones when a newer one is used."""

import pytest

from app.config import settings
from app.extensions import db
from app.models.credentials import live_token
from app.models.credentials.access_token import AccessToken
from app.models.credentials.live_token import LiveToken
from app.models.credentials.token_family import TokenFamily
from tests.support import factories

pytestmark = pytest.mark.both_databases


def test_lifetime_is_cut_by_the_limit_the_grant_and_the_family(granted, clock):
    limit = settings().max_access_token_lifetime
    row, _text = AccessToken.issue(granted, scopes="events:read", lifetime=limit + 1)
    assert row.lifetime == row.expires_in == limit
    granted.expires_at = clock.now() + 50
    assert AccessToken.issue(granted, scopes="events:read", lifetime=99)[0].lifetime == 50
    family = TokenFamily.open(granted)
    family.expires_at = clock.now() + 40
    row, _text = AccessToken.issue(granted, scopes="events:read", lifetime=99, family=family)
    assert row.lifetime == 40
    clock.advance(60)
    assert row.expires_in == 0


def test_token_is_for_what_its_family_is_for(granted):
    """Unless less was requested."""
    family = TokenFamily.open(granted, audience="/")
    for requested, expected in ((None, "/"), ("/api/v1", "/api/v1")):
        row, _text = AccessToken.issue(
            granted, scopes="events:read", lifetime=99, family=family, audience=requested
        )
        assert row.audience == expected


def test_revoked_token_ends_its_family(granted):
    access, refresh = factories.make_tokens(granted)
    row = AccessToken.find(access)
    row.revoke()
    db.session.commit()
    assert live_token.find(access) is None
    assert not row.family.is_live


def test_live_tokens_are_counted_without_ended_ones(granted, clock):
    factories.make_tokens(granted)
    expired, _text = AccessToken.issue(granted, scopes="events:read", lifetime=1)
    ended, _text = factories.make_tokens(granted)
    AccessToken.find(ended).family.revoke()
    clock.advance(1)
    assert AccessToken.count_live(granted) == 1
    granted.revoke()
    assert AccessToken.count_live(granted) == 0


def test_first_use_of_a_direct_token_ends_the_older_ones(granted):
    names = granted.scopes
    older, newer = (AccessToken.issue_direct(granted, scopes=names) for _number in range(2))
    of_family, _refresh = factories.make_tokens(granted)
    db.session.commit()
    assert live_token.find(older) is not None
    assert isinstance(live_token.present(newer), LiveToken)
    assert live_token.find(older) is None
    assert live_token.find(newer) is not None
    assert live_token.find(of_family) is not None


def test_text_of_a_token_is_not_stored(granted):
    row, text = AccessToken.issue(granted, scopes="events:read", lifetime=9)
    db.session.flush()
    assert text not in {str(getattr(row, c.name)) for c in row.__table__.columns}
    assert AccessToken.find(text) is row
    assert AccessToken.find("unknown") is None
