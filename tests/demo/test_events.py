"""The demo's events: kinds, times and visibility."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.values import clock as the_clock

TEAMS = ("harbour-hall", "night-owl")


def events_of(slug):
    return list(db.session.scalars(select(Event).where(Event.team == Team.find(slug))))


@pytest.mark.parametrize("slug", TEAMS)
def test_apps_see_sixty_events_of_a_team_in_past_and_future(loaded, slug):
    shared = [event for event in events_of(slug) if event.is_shared]
    now = the_clock.now()
    assert len(shared) >= 60
    assert len([event for event in shared if event.ends_at < now]) >= 15
    assert len([event for event in shared if event.starts_at > now]) >= 25


@pytest.mark.parametrize("slug", TEAMS)
def test_every_kind_of_event_is_there(loaded, slug):
    events = events_of(slug)
    assert {e.status for e in events} == {"scheduled", "draft", "postponed", "cancelled"}
    assert {e.visibility for e in events} == {"public", "unlisted", "private"}
    assert any(e.recurrence_json and e.overrides_json != "[]" for e in events)
    assert any(e.online_url and not e.venue_name for e in events)
    assert any(e.all_day and e.end - e.start > timedelta(days=1) for e in events)
    assert any(not e.all_day and e.end - e.start > timedelta(days=1) for e in events)


@pytest.mark.parametrize("slug", TEAMS)
def test_shows_to_come_have_pictures_prices_and_an_organizer(loaded, slug):
    now = the_clock.now()
    ahead = [event.details for event in events_of(slug) if event.starts_at > now]
    assert len([one for one in ahead if one.image_url and one.picture_alt and one.offer_url]) >= 3
    assert all(one.organizer_name for one in ahead)


def test_some_shows_say_who_plays(loaded):
    assert len([event for event in events_of("harbour-hall") if event.details.performers]) == 8


@pytest.mark.parametrize("slug", TEAMS)
def test_four_nights_cross_a_change_of_clocks(loaded, slug):
    gained = [
        e.ends_at - e.starts_at - int((e.end - e.start).total_seconds())
        for e in events_of(slug)
        if e.end - e.start < timedelta(days=1) and not e.recurrence_json
    ]
    assert sorted(change for change in gained if change) == [-3600, -3600, 3600, 3600]
