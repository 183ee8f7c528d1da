"""Pages of followed calendars, in tests: an editor's browser, and a calendar in sync."""

import pytest

from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support.calendars import OVER_HTTP, take
from tests.support.factories import join, make_team, make_user
from tests.support.outbound import towards
from tests.support.people import sign_in

HALL = "/teams/harbour-hall"
IMPORT = f"{HALL}/events/import"
NEW = f"{HALL}/calendars/new"
MINUTE = 60  # seconds


@pytest.fixture
def follower(app, client, listener):
    """The browser of an editor of Harbour Hall; every address leads to the listener."""
    app.extensions["outbound"] = towards(listener)
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vi@example.org"), Role.VIEWER)
        db.session.commit()
    sign_in(client, "ed@example.org")
    return client


@pytest.fixture
def followed(app, follower):
    """The path of a calendar that Harbour Hall follows; it held one and two."""
    with app.app_context():
        row = take(Team.find("harbour-hall"), "one", "two", url=OVER_HTTP)
        db.session.commit()
        return f"{HALL}/calendars/{row.public_id}"


def rows(app):
    """Return every subscription there is."""
    with app.app_context():
        return db.session.scalars(db.select(CalendarSubscription)).all()
