"""Whether a private link works, rests or is over."""

from app.extensions import db
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.feeds import live_feed
from tests.support.private_links import make_hall, make_link


def test_link_of_a_deleted_app_rests_until_that_cannot_be_undone(app, clock):
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
