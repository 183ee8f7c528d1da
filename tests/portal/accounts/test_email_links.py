"""The link that confirms an address is sent once a minute, and never to another account."""

import pytest
from flask import get_flashed_messages

from app.extensions import db
from app.portal.accounts import email_links
from tests.support.factories import make_user
from tests.support.mails import link_to, sent_to


@pytest.fixture
def ana(app):
    """A user, within a request."""
    with app.test_request_context("/"):
        user = make_user("ana@example.org")
        db.session.commit()
        yield user


def test_link_is_sent_once_a_minute(app, ana, clock):
    assert email_links.send(ana, "new@example.org")
    assert not email_links.send(ana, "new@example.org")
    clock.advance(61)
    assert email_links.send(ana, "new@example.org")

    assert len(sent_to(app, "new@example.org")) == 2
    assert link_to(app, "new@example.org").startswith("/account/verify/")


def test_address_of_another_account_gets_a_notice_instead(app, ana):
    make_user("ben@example.org")
    db.session.commit()

    assert email_links.send(ana, "ben@example.org")
    assert sent_to(app, "ben@example.org") == ["You already have an account"]


def test_user_learns_how_long_to_wait(ana, clock):
    email_links.send(ana, "new@example.org")
    clock.advance(20)
    email_links.say_why_not(ana, "new@example.org")

    assert get_flashed_messages() == [
        "A link was sent a moment ago. Ask for another in 40 seconds."
    ]


def test_user_with_too_many_links_waits_an_hour(ana):
    email_links.say_why_not(ana, "new@example.org")

    assert get_flashed_messages() == ["Too many links were sent. Ask for another in an hour."]
