"""Harbour Hall: a team in Rome with an owner, an editor and a viewer, and its events."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support.factories import join, make_event, make_team, make_user
from tests.support.people import sign_in

EVENTS = "/teams/harbour-hall/events"


@pytest.fixture
def hall(app):
    """Harbour Hall in Rome with ana as its owner, ed as editor, vera as viewer."""
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vera@example.org"), Role.VIEWER)
        db.session.commit()


@pytest.fixture
def editor(client, hall):
    """The browser of the editor."""
    sign_in(client, "ed@example.org")
    return client


def only_event(app) -> Event:
    """Return the one event that there is."""
    with app.app_context():
        return db.session.scalars(db.select(Event)).one()


def add(app, title="Spring night", **details) -> None:
    """Put an event on Harbour Hall's calendar."""
    with app.app_context():
        make_event(Team.find("harbour-hall"), title, **details)
        db.session.commit()
