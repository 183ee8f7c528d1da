"""Two tabs import, and undo, one file at once: each event is written once, and no tab fails."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.models.calendar_files.imports import import_work
from app.models.events.event import Event
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support.factories import join, make_team, make_user
from tests.support.forms import find_form, submit
from tests.support.ics import calendar, event
from tests.support.people import sign_in

pytestmark = [pytest.mark.both_databases, pytest.mark.race]
TABS, EVENTS = 4, 9
FILE = calendar(*(event(uid=f"{n}@x", title=f"N{n}") for n in range(EVENTS)))


@pytest.fixture
def tabs(app, monkeypatch):
    """Browsers of one editor of Harbour Hall."""
    monkeypatch.setattr(import_work, "BATCH", 2)
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        db.session.commit()
    clients = [app.test_client() for _number in range(TABS)]
    for client in clients:
        sign_in(client, "ed@example.org")
    return clients


def press_at_once(tabs, address, button):
    """Press the button of a page in every tab; the page that follows in each."""
    forms = [find_form(tab.get(address).text, button) for tab in tabs]

    def press(tab, form):
        return tab.post(form.action, data=form.press(button), follow_redirects=True)

    with ThreadPoolExecutor(TABS) as pool:
        answers = list(pool.map(press, tabs, forms))
    assert {answer.status_code for answer in answers} == {200}


def stored(app):
    """The numbers of changes of all events, and how many events are not deleted."""
    with app.app_context():
        events = db.session.scalars(db.select(Event)).all()
        assert Team.find("harbour-hall").change_seq == max(one.change_seq for one in events)
        present = sum(one.deleted_at is None for one in events)
        return sorted(one.change_seq for one in events), present


def test_file_is_imported_once_and_undone_once_by_several_tabs(app, tabs):
    file = (io.BytesIO(FILE), "calendar.ics")
    address = submit(tabs[0], "/teams/harbour-hall/events/import", "Preview", file=file).location

    press_at_once(tabs, address, "Import")
    assert stored(app) == (list(range(1, EVENTS + 1)), EVENTS)

    press_at_once(tabs, address, "Undo this import")
    assert stored(app) == (list(range(EVENTS + 1, 2 * EVENTS + 1)), 0)
