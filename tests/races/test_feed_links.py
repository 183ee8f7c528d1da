"""Private links that are made and replaced at the same moment."""

from threading import Barrier, Thread

import pytest

from app.extensions import db
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds import feed_link
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from tests.support.private_links import make_hall, make_link

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

THREADS = 4


def together(app, act):
    """What ``act`` comes to in each of several threads that begin at once; each commits."""
    start, outcomes = Barrier(THREADS), []

    def run():
        with app.app_context():
            start.wait(10)
            try:
                outcome = act(Team.find("harbour-hall"))
                db.session.commit()
            except ValidationError:
                outcome = None
            outcomes.append(outcome is not None)

    threads = [Thread(target=run) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_limit_holds_and_one_of_all_who_replace_a_link_gets_the_new_key(app, monkeypatch):
    monkeypatch.setattr(feed_link, "MAX_LINKS_PER_TEAM", 2)
    with app.app_context():
        team, _client = make_hall("harbour-hall")
        link = make_link(team)
        db.session.commit()

    def make(team):
        return FeedLink.make(Membership.list_of(team)[0], name="Phone", filters=EventFilter())

    def replace(team):
        known = FeedLink.find_of(team, link.id)
        return known and known.replace()

    assert together(app, make).count(True) == 1
    assert together(app, replace).count(True) == 1
    with app.app_context():
        assert FeedLink.count_of(Team.find("harbour-hall")) == 2
