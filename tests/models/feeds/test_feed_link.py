"""Private feed links end once, with what they depend on, and are limited in number."""

import pytest

from app.extensions import db
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds import feed_link
from app.models.feeds.feed_link import LIFETIME, FeedLink
from app.models.teams.membership import Membership, Role
from app.models.values.errors import LimitError, ValidationError
from tests.support.factories import join, make_client, make_grant, make_team, make_user


@pytest.fixture
def member(context):
    ana = make_user()
    return Membership.find(make_team(ana), ana)


def make(member, **details):
    """Return a link of ``member``."""
    return FeedLink.make(member, **{"name": "Phone", "filters": EventFilter(), **details})[0]


def test_replaced_link_keeps_its_filter_and_gets_a_new_key(member):
    link, key = FeedLink.make(member, name="Phone", filters=EventFilter(tag="jazz"))
    new, new_key = link.replace()
    db.session.refresh(link)
    assert (new.name, new.tag, new.last_four) == ("Phone", "jazz", new_key[-4:])
    assert key != new_key
    assert link.revoked_at is not None
    assert link.replace() is None


def test_link_is_revoked_once(member):
    link = make(member)
    assert (link.revoke(), link.revoke()) == (True, False)
    assert FeedLink.find_of(member.team, link.public_id) is None
    assert FeedLink.count_of(member.team) == 0


def test_link_is_active_while_its_maker_may_edit(member):
    editor = join(member.team, make_user(), Role.EDITOR)
    link = make(editor)
    assert FeedLink.list_of(member.team) == [link]
    editor.role = Role.VIEWER
    assert FeedLink.list_of(member.team) == []
    editor.role, editor.ended_at = Role.EDITOR, 1
    assert FeedLink.list_of(member.team) == []


def test_link_of_an_app_is_active_while_its_grant_is(member):
    grant = make_grant(make_client()[0], member.user, member.team)
    link = make(member, grant=grant)
    assert FeedLink.list_of_grant(grant) == FeedLink.list_of_grant(grant, member.team) == [link]
    assert FeedLink.list_of_grant(grant, make_team()) == []
    assert FeedLink.list_made_by(member) == []
    grant.revoke()
    assert FeedLink.list_of_grant(grant) == []


@pytest.mark.parametrize("limit", ["MAX_LINKS_PER_TEAM", "MAX_LINKS_PER_GRANT"])
def test_links_are_limited_and_a_revoked_one_makes_room(member, limit, monkeypatch):
    monkeypatch.setattr(feed_link, limit, 2)
    grant = make_grant(make_client()[0], member.user, member.team)
    first, _second = (make(member, grant=grant) for _number in range(2))
    with pytest.raises(LimitError):
        make(member, grant=grant)
    first.revoke()
    make(member, grant=grant)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb"])
def test_invalid_name_is_refused(member, name):
    with pytest.raises(ValidationError) as refusal:
        make(member, name=name)
    assert refusal.value.field == "name"


def test_others_links_are_revoked_by_owners_and_replaced_by_no_one(member):
    editor = join(member.team, make_user(), Role.EDITOR)
    other = join(member.team, make_user(), Role.EDITOR)
    link = make(editor)
    assert [link.is_ended_by(m) for m in (member, editor, other)] == [True, True, False]
    assert [link.is_replaced_by(m) for m in (member, editor, other)] == [False, True, False]


def test_revoked_link_is_kept_for_a_year(member, clock):
    link = make(member)
    link.revoke()
    db.session.flush()
    for seconds, removed in ((LIFETIME - 1, []), (1, [link])):
        clock.advance(seconds)
        over = db.select(FeedLink).where(FeedLink.is_over())
        assert db.session.scalars(over).all() == removed
