"""Many people write one team's events at once: nothing fails, nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport
from app.models.calendar_files.import_candidate import check_file
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.factories import make_event, make_team

pytestmark = [pytest.mark.both_databases, pytest.mark.race]
WRITERS = 8

NIGHT = "BEGIN:VEVENT\r\nUID:{n}@x\r\nSUMMARY:Night\r\nDTSTART:20270320T200000Z\r\nEND:VEVENT\r\n"
FILE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    + "".join(NIGHT.format(n=n) for n in range(20))
    + "END:VCALENDAR\r\n"
)


@pytest.fixture
def at_once(app):
    """A function that lets many threads do something to one team, each in its own transaction."""
    with app.app_context():
        make_team(slug="harbour-hall")
        db.session.commit()

    def run(deed):
        def once(number):
            with app.app_context():
                result = deed(Team.find("harbour-hall"), number)
                db.session.commit()
                return result

        with ThreadPoolExecutor(WRITERS) as pool:
            return list(pool.map(once, range(WRITERS)))

    return run


def test_events_of_one_title_get_pages_of_their_own(app, at_once):
    at_once(lambda team, _number: make_event(team, "Spring night").id)

    with app.app_context():
        slugs = db.session.scalars(db.select(Event.slug)).all()
        numbers = db.session.scalars(db.select(Event.change_seq).order_by(Event.change_seq)).all()
    assert len(set(slugs)) == WRITERS
    assert numbers == list(range(1, WRITERS + 1))


def test_one_file_imported_by_many_comes_in_once(app, at_once):
    def bring_in(team, _number):
        read = ics_file.read(FILE.encode(), default_timezone="UTC")
        return EventImport.of(team, check_file(read)).counts["created"]

    created = at_once(bring_in)

    assert sorted(created) == [0] * (WRITERS - 1) + [20]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Event.id))) == 20


def test_edits_and_imports_wait_for_each_other(app, at_once):
    at_once(lambda team, _number: EventImport.of(team, read_file()).counts)

    def write(team, number):
        if number % 2:
            return EventImport.of(team, read_file()).counts
        event = db.session.scalars(db.select(Event).order_by(Event.id.desc())).first()
        event.hold()
        return event.cancel()

    at_once(write)

    with app.app_context():
        team = Team.find("harbour-hall")
        numbers = db.session.scalars(db.select(Event.change_seq)).all()
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) == team.change_seq


def read_file():
    """Return what the file holds."""
    return check_file(ics_file.read(FILE.encode(), default_timezone="UTC"))
