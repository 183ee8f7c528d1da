"""Users learn what ended with a role: the member which apps, the owner how many."""

import pytest
from flask import get_flashed_messages

from app.extensions import db
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Role
from app.portal.teams import lost_access
from app.web import signed_in
from tests.support.factories import join, make_client, make_grant, make_team, make_user
from tests.support.private_links import make_link


@pytest.fixture
def ben(app):
    """An editor of Acme, in a request of its owner Ana."""
    with app.test_request_context("/"):
        ana = make_user(name="Ana")
        membership = join(make_team(ana, name="Acme"), make_user("ben@example.org", name="Ben"))
        db.session.commit()
        signed_in.start_session(ana)
        yield membership


@pytest.fixture
def grant(ben):
    """What Ben allowed an app, for another team too."""
    other = make_team(name="Other")
    join(other, ben.user, Role.OWNER)
    return make_grant(make_client(name="Desk")[0], ben.user, ben.team, other)


def test_owner_learns_how_many_and_the_member_by_mail_which(app, ben, grant):
    links = [make_link(ben.team, ben.user, name=name) for name in ("Website", "Phone")]
    before = FeedLink.list_made_by(ben)
    assert len(before) == len(links)
    ben.role = Role.VIEWER

    lost_access.tell(ben, [grant], links_before=before)

    assert get_flashed_messages() == [
        "One app that Ben connected lost access.",
        "2 private links that Ben created no longer work: “Phone”, “Website”.",
    ]
    (mail,) = app.extensions["mail_outbox"]
    assert mail.to == "ben@example.org"
    assert "Desk lost its access to Acme." in mail.body


def test_member_who_leaves_reads_it_on_the_page(app, ben, grant):
    signed_in.start_session(ben.user)
    lost_access.tell(ben, [grant], links_before=[])

    assert get_flashed_messages() == ["Desk lost its access to Acme."]
    assert app.extensions["mail_outbox"] == []


def test_nothing_is_said_when_nothing_ended(app, ben):
    lost_access.tell(ben, [], links_before=[])

    assert get_flashed_messages() == []
    assert app.extensions["mail_outbox"] == []
