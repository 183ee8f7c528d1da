"""Whether a private link works, is paused or is over: the hot path and the models agree."""

from itertools import combinations, product

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.clients.client_status import Status
from app.models.feeds import live_feed
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant_state import GrantStatus
from app.models.teams.membership import EDITORS, Role
from app.models.values import clock
from tests.support import factories
from tests.support.private_links import make_hall, make_link

PAST, NOW, FUTURE = -1, 0, 3600  # seconds from now

# The first choice of each is a link that works.
OF_MEMBER = {
    "is_revoked": (False, True),
    "role": (Role.OWNER, Role.EDITOR, Role.VIEWER, None),
    "is_team_deleted": (False, True),
    "is_disabled": (False, True),
}
OF_APP = OF_MEMBER | {
    "client": tuple(sorted(Status, key=lambda status: status != Status.LIVE)),
    "is_owner": (False, True),
    "deleted_before": (0, TIME_TO_UNDO),  # seconds, of a client that is deleted
    "grant": (
        *((GrantStatus.ACTIVE, expires_in) for expires_in in (None, FUTURE, NOW, PAST)),
        *((status, None) for status in GrantStatus if status != GrantStatus.ACTIVE),
    ),
    "scopes": ("events:read", "profile:read"),
}


def states(choices):
    """Every state in which at most two things differ from a link that works."""
    defaults = {name: values[0] for name, values in choices.items()}
    yield from (defaults | {name: one} for name, values in choices.items() for one in values)
    for first, second in combinations(choices, 2):
        for one, other in product(choices[first][1:], choices[second][1:]):
            yield defaults | {first: one, second: other}


def put_into(link, state, *, other: User) -> None:
    """Write the rows of the link as ``state`` says; ``other`` owns the app unless its user does."""
    now, user = clock.now(), link.membership.user
    link.revoked_at = now if state["is_revoked"] else None
    link.membership.role = state["role"] or Role.OWNER
    link.membership.ended_at = None if state["role"] else now
    link.team.deleted_at = now if state["is_team_deleted"] else None
    user.disabled_at = now if state["is_disabled"] else None
    if link.grant is not None:
        client = link.grant.client
        client.status = state["client"]
        client.owner = user if state["is_owner"] else other
        client.status_before_deletion = Status.LIVE
        client.deleted_at = now - state["deleted_before"]
        link.grant.status, expires_in = state["grant"]
        link.grant.expires_at = None if expires_in is None else now + expires_in
        link.grant.scopes = state["scopes"]
    db.session.commit()


def is_over(link) -> bool:
    """What the models say: whether it lost for good what it depends on."""
    ends = (link.revoked_at, link.membership.ended_at, link.team.deleted_at)
    if link.grant is None:
        return any(ends)
    client = link.grant.client
    is_forgotten = client.status == Status.DELETED and not client.can_be_undeleted
    return any(ends) or not link.grant.is_live or is_forgotten


def works(link) -> bool:
    """What the models say: whether it is answered."""
    if link.grant is not None:
        return not is_over(link) and link.grant.is_usable and link.grant.scopes == "events:read"
    return not is_over(link) and link.membership.role in EDITORS and link.membership.user.is_active


def is_listed(link) -> bool:
    """What the models say: whether lists show it."""
    has_ground = link.grant.is_live if link.grant else link.membership.role in EDITORS
    return not (link.revoked_at or link.membership.ended_at) and has_ground


@pytest.mark.both_databases
@pytest.mark.parametrize("choices", [OF_MEMBER, OF_APP], ids=["of member", "of app"])
def test_hot_path_and_models_agree_in_every_state(app, clock, choices):
    with app.app_context():
        team, client = make_hall("harbour-hall")
        user = factories.make_user()
        factories.join(team, user, Role.OWNER)
        key = make_link(team, user, client=client if choices is OF_APP else None).key
        link = db.session.scalars(select(FeedLink)).one()
        seen, other = set(), client.owner
        for state in states(choices):
            put_into(link, state, other=other)
            feed = live_feed.find(key)
            assert (feed.works, feed.is_over) == (works(link), is_over(link)), state
            listed = db.session.scalars(FeedLink.select_active()).all()
            assert bool(listed) == is_listed(link), state
            seen.add((feed.works, feed.is_over))
        assert seen == {(True, False), (False, False), (False, True)}


def test_link_is_paused_while_its_grant_is_for_another_team(app):
    with app.app_context():
        team, client = make_hall("harbour-hall")
        link = make_link(team, client=client)
        grant = db.session.scalars(select(FeedLink)).one().grant
        other = factories.make_team(grant.user, slug="night-owl")
        for teams, works in (([other], False), ([team, other], True)):
            grant.cover(teams)
            db.session.commit()
            found = live_feed.find(link.key)
            assert (found.works, found.is_over) == (works, False)


def test_link_of_a_deleted_app_is_paused_until_that_cannot_be_undone(app, clock):
    with app.app_context():
        team, client = make_hall("harbour-hall")
        link = make_link(team, client=client)
        client.delete()
        db.session.commit()
        seen = []
        for seconds in (TIME_TO_UNDO - 1, 1):
            clock.advance(seconds)
            found = live_feed.find(link.key)
            seen.append((found.works, found.is_over))
        assert seen == [(False, False), (False, True)]
