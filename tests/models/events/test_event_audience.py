"""What an audience may see: the rule as raw SQL, as a condition of models and in Python agree."""

from itertools import product
from typing import NamedTuple

import pytest
from sqlalchemy import select

from app.database.hot_reads import HotQuery
from app.extensions import db
from app.models.event_queries import event_query
from app.models.events import event_audience
from app.models.events.event import Event
from app.models.events.event_audience import Audience, AudienceRule
from app.models.events.event_details import STATUSES, VISIBILITIES
from tests.support import factories

ON_THE_WAY = {"scheduled", "postponed", "cancelled"}
EXPECTED = {  # statuses and visibilities of the events that are not deleted
    "EXISTING": ({*STATUSES}, {*VISIBILITIES}),
    "ANNOUNCED": (ON_THE_WAY, {*VISIBILITIES}),
    "SHARED": (ON_THE_WAY, {"public", "unlisted"}),
    "PUBLIC": (ON_THE_WAY, {"public"}),
    "LISTED": ({"scheduled"}, {"public"}),
}


@pytest.fixture
def events(app):
    """An event in every state there is, added by one of two clients; in an app context."""
    with app.app_context():
        team = factories.make_team()
        clients = [factories.make_client()[0] for _number in range(2)]
        states = list(product(STATUSES, VISIBILITIES, (False, True), clients))
        for status, visibility, is_deleted, client in states:
            event = factories.make_event(team, status=status, visibility=visibility)
            event.added_via_id = client.id
            if is_deleted:
                event.delete()
        db.session.commit()
        yield list(db.session.scalars(select(Event)))


class Numbered(NamedTuple):
    """A row that has a number alone."""

    id: int


def numbers(rows) -> set[int]:
    return {row.id for row in rows}


def test_every_rule_is_tested():
    rules = {name for name, value in vars(event_audience).items() if type(value) is AudienceRule}
    assert rules == EXPECTED.keys()
    assert {audience.rule for audience in Audience} == {
        event_audience.SHARED,
        event_audience.PUBLIC,
    }


@pytest.mark.both_databases
def test_sql_and_python_let_an_audience_see_the_same_events(events):
    for name, (statuses, visibilities) in EXPECTED.items():
        rule: AudienceRule = getattr(event_audience, name)
        expected = {
            event.id
            for event in events
            if event.status in statuses
            and event.visibility in visibilities
            and event.deleted_at is None
        }
        assert (
            numbers(HotQuery(f"SELECT id FROM event WHERE {rule.sql}", Numbered).rows()) == expected
        )
        assert numbers(db.session.scalars(select(Event).where(rule.among(Event)))) == expected
        hidden = db.session.scalars(select(Event).where(~rule.among(Event)))
        assert numbers(hidden) == numbers(events) - expected
        states = {event.id: (event.status, event.visibility, event.deleted_at) for event in events}
        assert {number for number, state in states.items() if rule.allows(*state)} == expected


@pytest.mark.both_databases
def test_client_sees_shared_events_and_all_it_added(events):
    client_id = events[0].added_via_id
    for event in events:
        is_read = event_query.find(event.team_id, event.slug, client_key=client_id) is not None
        is_own = event.added_via_id == client_id and event.deleted_at is None
        assert event.is_visible_to(client_id) == is_read == (event.is_shared or is_own)
