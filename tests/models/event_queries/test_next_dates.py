"""Lists by next date, as time passes: compared with every series expanded, whatever is stored."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import text, update

from app.extensions import db
from app.models.event_queries import next_dates
from app.models.event_queries.next_dates import Side
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.teams.team import Team
from tests.support.factories import make_event, make_team

pytestmark = pytest.mark.both_databases

DAY = 86_400
RULES = ("FREQ=DAILY", "FREQ=WEEKLY;COUNT=5", "FREQ=MONTHLY", "FREQ=DAILY;INTERVAL=3;COUNT=40")
ZONES = ("Europe/Rome", "America/New_York", "Pacific/Auckland")
# A day, a week, both changes of summer time in Rome, years.
MOMENTS = [(2027, 1, 10), (2027, 1, 11), (2027, 1, 18), (2027, 3, 28), (2027, 10, 31), (2031, 5, 5)]


def epoch(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.fixture
def team_id(app, clock):
    """A team with twenty events of all kinds, written on 1 January 2027."""
    clock.at = epoch(2027, 1, 1)
    chance = Random(27)
    with app.app_context():
        team = make_team(slug="harbour-hall")
        for number in range(20):
            start = datetime(2026, 12, 1, 20) + timedelta(hours=chance.randrange(2000))
            rule = chance.choice((*RULES, None))
            usual = start + timedelta(days=3)
            moved = usual + timedelta(hours=chance.randrange(-90, 90))
            own = Override(usual.isoformat(), moved, moved + timedelta(days=chance.randrange(5)))
            repeats = {"recurrence": Recurrence(rule), "overrides": (own,)} if rule else {}
            make_event(team, f"{number}", start=start, timezone=chance.choice(ZONES), **repeats)
        db.session.commit()
        return team.id


@pytest.fixture
def read(app, team_id):
    """Read a whole list as a request does, two events a page, as [(start, id)]."""

    def read(side, limit=2):
        listed, after = [], None
        while True:
            with app.test_request_context("/"):
                page = next_dates.list_page(
                    db.session.get_one(Team, team_id), side=side, after=after, limit=limit
                )
                listed += [(event.shown_date.starts_at, event.id) for event in page.rows]
            if page.next is None:
                return listed
            after = page.next

    return read


@pytest.fixture
def naive(app, clock):
    """The list that expanding every series gives, as [(start, id)]."""

    def naive(side):
        with app.app_context():
            events = db.session.scalars(db.select(Event)).all()
            listed = [(*place(event), event.id) for event in events]
        wanted = ((at, id) for is_ahead, at, id in listed if is_ahead == (side is Side.AHEAD))
        return sorted(wanted, reverse=side is Side.OVER)

    def place(event):
        """Whether it has a next date, and the start of that or of its last one."""
        if event.series is None:
            return event.ends_at > clock.at, event.starts_at
        ahead = event.series.between(clock.at, clock.at + 400 * DAY)
        start = next((date.starts_at for date in ahead), None)
        if start is not None:
            return True, start
        return False, max(date.starts_at for date in event.series.between(0, clock.at))

    return naive


def test_every_page_is_right_at_any_moment(read, naive, clock):
    for moment in MOMENTS:
        clock.at = epoch(*moment, 19)
        for side in (Side.AHEAD, Side.OVER):
            assert read(side) == naive(side), moment


def test_dates_that_passed_are_stored_by_the_first_reader(app, read, team_id, clock):
    clock.at = epoch(2027, 1, 20)
    passed = db.select(Event.id).where(Event.moves_at <= clock.at)
    with app.app_context():
        assert db.session.scalars(passed).all()
    listed = read(Side.AHEAD)
    with app.app_context():
        assert not db.session.scalars(passed).all()
    assert read(Side.AHEAD) == listed


def test_list_is_right_and_waits_for_no_one_while_a_writer_holds_the_events(
    app, read, naive, clock
):
    clock.at = epoch(2027, 1, 20)
    with app.app_context(), db.engine.connect().execution_options(writes=True) as writer:
        writer.execute(update(Event).values(title="Held"))
        listed = read(Side.AHEAD, limit=50)
        writer.rollback()
    assert listed == naive(Side.AHEAD)


def test_readers_that_come_at_once_all_read_the_right_list(app, read, naive, clock, monkeypatch):
    class Free:
        """As in several processes, where the lock of one does not stop the others."""

        def acquire(self, blocking):
            return True

        def release(self):
            pass

    monkeypatch.setattr(next_dates, "_storing", Free())
    clock.at = epoch(2027, 1, 20)
    with ThreadPoolExecutor(4) as readers:
        lists = list(readers.map(lambda _number: read(Side.AHEAD, limit=50), range(8)))
    assert lists == [naive(Side.AHEAD)] * 8
    with app.app_context():
        assert not db.session.scalar(db.select(Event.id).where(Event.moves_at <= clock.at))


def test_change_that_comes_between_reading_and_storing_is_kept(app, team_id, clock, monkeypatch):
    clock.at = epoch(2027, 1, 20)
    original = next_dates.write_beside

    def write_late():
        with app.app_context():
            for event in db.session.scalars(db.select(Event).where(Event.moves_at <= clock.at)):
                later = event.details.start + timedelta(days=4000)
                details = event.details.move(
                    later, later + timedelta(1), timezone=event.timezone, all_day=False
                )
                event.change(details)
            db.session.commit()
        return original()

    monkeypatch.setattr(next_dates, "write_beside", write_late)
    with app.test_request_context("/"):
        next_dates.list_page(db.session.get_one(Team, team_id))
    with app.app_context():
        for event in db.session.scalars(db.select(Event).where(Event.moves_at.is_not(None))):
            assert event.next_starts_at == event.starts_at


def test_event_that_an_earlier_release_added_is_listed(app, read, naive, clock):
    defaults = "next_starts_at = 0, next_ends_at = 0, moves_at = 0, dates_ahead = NULL"
    with app.app_context():
        db.session.execute(text(f"UPDATE event SET {defaults}"))
        db.session.commit()
    clock.at = epoch(2027, 1, 20)
    assert read(Side.AHEAD) == naive(Side.AHEAD)
    assert read(Side.OVER) == naive(Side.OVER)


def test_all_events_come_by_the_date_that_each_shows(read):
    listed = read(Side.BOTH)
    assert len(listed) == 20
    assert all(one < other for one, other in pairwise(listed))


def test_deleted_events_and_those_of_other_teams_are_in_no_list(app, read, team_id):
    with app.app_context():
        make_event(make_team())
        team = db.session.get(Team, team_id)
        make_event(team).delete()
        db.session.commit()
    assert len(read(Side.BOTH)) == 20


@pytest.mark.parametrize("after", [(2**70, 1), (1, 2**40), (1,)], ids=["late", "id", "short"])
def test_position_that_no_list_has_is_ignored(app, team_id, after):
    with app.test_request_context("/"):
        assert next_dates.list_page(db.session.get_one(Team, team_id), after=after).rows
