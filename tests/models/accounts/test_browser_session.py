"""Browser sessions start, expire, and end from within and without."""

import pytest

from app.config import settings
from app.extensions import db
from app.models.accounts.browser_session import PASSWORD, SEEN_EVERY, BrowserSession
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("context")


def start(user, **details):
    """Return a stored session of ``user`` and its key."""
    session, key = BrowserSession.start(user, **details)
    db.session.commit()
    return session, key


def test_session_is_found_by_the_key_that_it_does_not_store():
    session, key = start(make_user())
    assert BrowserSession.find(key) is session
    assert key not in {str(getattr(session, c.name)) for c in session.__table__.columns}


@pytest.mark.parametrize("key", ["", "x", "sd_ses_" + "a" * 40], ids=["empty", "short", "unknown"])
def test_unknown_key_finds_no_session(key):
    assert BrowserSession.find(key) is None


def test_new_session_ends_the_former_one_of_its_browser():
    user = make_user()
    former, key = start(user)
    session, _key = start(user, former=former)
    assert BrowserSession.find(key) is None
    assert BrowserSession.list_live(user) == [session]


def test_address_and_agent_are_cut_to_their_columns():
    session, _key = start(make_user(), address="a" * 100, agent="b" * 300)
    assert (len(session.address), len(session.agent)) == (64, 200)


@pytest.mark.parametrize("lifetime", ["session_idle_lifetime", "session_lifetime"])
def test_session_expires_at_the_very_second(lifetime, clock):
    session, key = start(make_user())
    clock.advance(getattr(settings(), lifetime) - 1)
    if lifetime == "session_lifetime":
        session.last_seen_at = clock.now()
    assert BrowserSession.find(key) is session
    clock.advance(1)
    assert BrowserSession.find(key) is None


def test_session_of_a_disabled_user_is_not_found_and_comes_back():
    user = make_user()
    session, key = start(user)
    user.disable()
    assert BrowserSession.find(key) is None
    user.enable()
    assert BrowserSession.find(key) is session


def test_only_the_owner_finds_a_session_by_its_public_id():
    user = make_user()
    session, _key = start(user)
    assert BrowserSession.find_own(user, session.public_id) is session
    assert BrowserSession.find_own(make_user(), session.public_id) is None
    assert BrowserSession.find_own(user, "ses_nothing") is None


def test_ending_the_others_keeps_this_one():
    user = make_user()
    others = [start(user)[0] for _each in range(2)]
    kept, key = start(user)
    foreign, foreign_key = start(make_user())
    kept.end_others()
    db.session.commit()
    assert all(other.ended_at for other in others)
    assert BrowserSession.find(key) is kept
    assert BrowserSession.find(foreign_key) is foreign


def test_last_seen_is_written_when_it_is_stale_and_not_before(app, clock):
    with app.test_request_context():  # a GET, whose transaction lets others write
        session, _key = start(make_user())
        began = session.last_seen_at
        for seconds, seen_at in ((SEEN_EVERY - 1, began), (1, began + SEEN_EVERY)):
            clock.advance(seconds)
            session.note_seen()
            db.session.rollback()
            assert session.last_seen_at == seen_at


def test_password_is_fresh_for_ten_minutes(clock):
    session, _key = start(make_user())
    clock.advance(599)
    assert session.has_fresh_proof()
    clock.advance(1)
    assert not session.has_fresh_proof()
    session.prove(PASSWORD)
    assert session.has_fresh_proof()
