"""Browsers that know a person: their key changes, their number is limited, all can be forgotten."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.known_browser import LIFETIME, MAX_PER_PERSON, SIGN_UP, KnownBrowser
from app.models.housekeeping import account_deletion
from app.models.housekeeping.purge import purge
from tests.support.factories import make_user

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def recognise(user, key=""):
    recognition = KnownBrowser.recognise(user, key)
    db.session.commit()
    return recognition


def people(key):
    return {row.email for row in KnownBrowser.list_people(key)}


def test_browser_is_new_once():
    ana = make_user("ana@example.org")
    recognise(ana)
    second = recognise(ana)
    again = recognise(ana, second.key)
    assert (second.is_new, again.is_new) == (True, False)
    assert again.browser.id == second.browser.id
    assert again.key not in again.browser.digest


def test_first_sign_in_is_news_unless_it_belongs_to_signing_up(clock):
    ana, ben = make_user(), make_user()
    assert not recognise(ana).is_new
    clock.advance(SIGN_UP)
    assert recognise(ben).is_new


def test_browser_of_two_people_knows_both_by_a_key_that_changes():
    ana, ben = make_user("ana@example.org"), make_user("ben@example.org")
    first = recognise(ana).key
    second = recognise(ben, first).key
    assert people(second) == {"ana@example.org", "ben@example.org"}
    assert people(first) == set()


def test_key_that_was_planted_is_worth_nothing():
    """An attacker who signed in themselves leaves the key in the browser of the owner."""
    ana, mallory = make_user("ana@example.org"), make_user("mallory@example.org")
    planted = recognise(mallory).key
    recognise(ana, planted)
    assert people(planted) == set()


@pytest.mark.parametrize("key", ["", "x", "sd_brw_" + "a" * 47, "sd_brw_\0", "é" * 54])
def test_no_key_knows_no_one(key):
    recognise(make_user(), key)
    assert people(key) == set()


def test_number_of_browsers_is_limited(clock):
    ana = make_user("ana@example.org")
    keys = []
    for _number in range(MAX_PER_PERSON + 2):
        clock.advance(1)
        keys.append(recognise(ana).key)
    assert KnownBrowser.count(ana) == MAX_PER_PERSON
    assert [bool(people(key)) for key in keys] == [False] * 2 + [True] * MAX_PER_PERSON


def test_browser_is_forgotten_after_a_year_without_sign_in(clock):
    ana = make_user("ana@example.org")
    key = recognise(ana).key
    clock.advance(LIFETIME)
    assert people(key) == set()
    purge()
    assert KnownBrowser.count(ana) == 0


def start(user):
    """A session in a known browser, and the browser's key."""
    session, _key = BrowserSession.start(user)
    recognition = recognise(user)
    session.belong_to(recognition, former=None)
    db.session.commit()
    return session, recognition.key


def test_signing_out_everywhere_forgets_all_browsers_but_this():
    ana = make_user("ana@example.org")
    here, key = start(ana)
    _session, other = start(ana)
    here.end_others()
    db.session.commit()
    assert (bool(people(key)), bool(people(other))) == (True, False)


def test_ending_a_session_from_elsewhere_forgets_its_browser():
    ana = make_user("ana@example.org")
    session, key = start(ana)
    _session, other = start(ana)
    session.end()
    db.session.commit()
    assert (bool(people(key)), bool(people(other))) == (False, True)


def test_signing_out_forgets_nothing():
    session, key = start(make_user("ana@example.org"))
    session.sign_out()
    db.session.commit()
    assert people(key)


@pytest.mark.parametrize("end", [BrowserSession.end_all, account_deletion.delete])
def test_ending_every_session_forgets_every_browser(end):
    ana = make_user("ana@example.org")
    _session, key = start(ana)
    end(ana)
    db.session.commit()
    assert people(key) == set()
    assert KnownBrowser.count(ana) == 0
