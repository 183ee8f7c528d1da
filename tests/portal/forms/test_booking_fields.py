"""An event's form says who may book; its moments are local to the event's zone."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.tickets.booking_terms import BookingTerms, Terms
from tests.support import forms
from tests.support.factories import make_event, make_team, make_user
from tests.support.people import sign_in

EDIT = "/teams/harbour-hall/events/night/edit"
FIELDS = {
    "bookings": "y",
    "capacity": "40",
    "per_person": "2",
    "opens": "2027-03-01T10:00",
    "closes": "2027-03-20T18:00",
    "waiting_list": "y",
}


@pytest.fixture
def owner(app, client):
    with app.app_context():
        make_event(make_team(make_user("ana@example.org"), slug="harbour-hall"), "Night")
        db.session.commit()
    sign_in(client, "ana@example.org")
    return client


def terms(app):
    with app.app_context():
        return BookingTerms.of(db.session.query(Event).one()).terms


def test_terms_are_saved_and_shown_again(app, owner):
    assert forms.submit(owner, EDIT, "Save", **FIELDS).status_code == 302
    # Rome is an hour ahead of UTC in March.
    assert terms(app) == Terms(True, 40, 1803891600, 1805562000, 2, True)
    assert forms.submit(owner, EDIT, "Save").status_code == 302
    assert terms(app).capacity == 40


@pytest.mark.parametrize(
    "fields",
    [
        {"capacity": "0"},
        {"capacity": "many"},
        {"capacity": "99999999999999999999"},
        {"per_person": "21"},
        {"closes": "2027-02-01T10:00"},
        {"opens": "9999-01-01T00:00"},
        {"opens": "soon"},
    ],
    ids=lambda fields: " ".join(map("=".join, fields.items())),
)
def test_refused_terms_change_nothing(app, owner, fields):
    assert forms.submit(owner, EDIT, "Save", **FIELDS | fields).status_code == 422
    assert terms(app) == Terms()
