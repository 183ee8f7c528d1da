"""Tickets follow what happens to their event."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.extensions import db
from app.models.events import series_edit
from app.models.recurrence.recurrence import Recurrence
from app.models.tickets.booking_terms import BookingTerms, FullError, Terms
from app.models.tickets.ticket import News, Status, Ticket
from tests.support.factories import make_event, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")

WEEKLY = {"recurrence": Recurrence("FREQ=WEEKLY;COUNT=4")}
FIRST, THIRD = "2027-03-20T20:00:00", "2027-04-03T20:00:00"
HOUR = timedelta(hours=1)


def booked(recurrence_id="", **details):
    """An event, and a ticket for one of its dates."""
    event = make_event(make_team(), **details)
    BookingTerms.change(event, Terms(enabled=True, capacity=1, waiting_list=True))
    [ticket] = BookingTerms.book(event, make_user(), recurrence_id=recurrence_id)
    return event, ticket


def later(details):
    return details.move(
        details.start + HOUR,
        details.end + HOUR,
        timezone=details.timezone,
        all_day=details.all_day,
    )


@pytest.mark.parametrize(
    ("change", "is_news"),
    [
        (later, True),
        (lambda d: replace(d, venue_name="Elsewhere"), True),
        (lambda d: replace(d, status="cancelled"), True),
        (lambda d: replace(d, title="A longer night"), False),
        (lambda d: replace(d, visibility="private"), False),
    ],
    ids=["moved", "another venue", "cancelled", "title", "visibility"],
)
def test_holder_is_told_of_what_matters_to_them(change, is_news):
    event, ticket = booked()
    event.change(change(event.details).checked())
    assert (ticket.news == News.EVENT) is is_news
    assert ticket.status == Status.VALID


def test_holder_is_told_when_the_event_is_deleted_and_when_it_comes_back():
    event, ticket = booked()
    event.delete()
    assert ticket.news == News.EVENT
    assert not ticket.takes_place
    ticket.news = None
    event.change(event.details)
    assert (ticket.news, ticket.takes_place) == (News.EVENT, True)


def test_past_event_is_no_news(clock):
    event, ticket = booked()
    clock.at = event.ends_at + 1
    event.change(replace(event.details, venue_name="Elsewhere"))
    assert ticket.news is None


@pytest.mark.both_databases
def test_tickets_of_a_series_move_with_their_dates():
    event, ticket = booked(FIRST, **WEEKLY)
    [other] = BookingTerms.book(event, make_user(), recurrence_id=THIRD)
    event.change(later(event.details).checked())
    assert ticket.recurrence_id == "2027-03-20T21:00:00"
    assert other.recurrence_id == "2027-04-03T21:00:00"
    assert other.date.start == datetime(2027, 4, 3, 21)


def test_used_ticket_keeps_its_place_when_its_date_moves():
    event, ticket = booked(FIRST, **WEEKLY)
    BookingTerms.check_in(ticket)
    event.change(later(event.details).checked())
    assert (ticket.recurrence_id, ticket.news) == ("2027-03-20T21:00:00", None)
    with pytest.raises(FullError):
        BookingTerms.book(event, make_user(), recurrence_id=ticket.recurrence_id)


@pytest.mark.both_databases
@pytest.mark.parametrize("is_used", [True, False])
def test_series_is_split_among_the_tickets_of_earlier_and_later_dates(is_used):
    event, first = booked(FIRST, **WEEKLY)
    [later_one] = BookingTerms.book(event, make_user(), recurrence_id=THIRD)
    waiting = BookingTerms.wait(event, make_user(), recurrence_id=FIRST)
    if is_used:
        BookingTerms.check_in(later_one)
    date = event.find_date(THIRD)
    shown = replace(series_edit.as_shown(event.details, date), title="Second half")
    following = series_edit.change(event, date, shown, "following", by=make_user())
    db.session.expire_all()
    assert [ticket.event for ticket in (first, later_one, waiting)] == [event, following, event]
    assert BookingTerms.of(following).places(THIRD).free == 0


def test_tickets_move_onto_dates_from_which_others_move_away():
    event, ticket = booked(FIRST, **WEEKLY)
    [other] = BookingTerms.book(event, make_user(), recurrence_id="2027-03-27T20:00:00")
    week, details = timedelta(days=7), event.details
    moved = details.move(
        details.start + week, details.end + week, timezone=details.timezone, all_day=False
    )
    event.change(moved.checked())
    assert ticket.recurrence_id == "2027-03-27T20:00:00"
    assert other.recurrence_id == THIRD


def test_only_holders_of_a_cancelled_date_are_told():
    event, ticket = booked(FIRST, **WEEKLY)
    [other] = BookingTerms.book(event, make_user(), recurrence_id=THIRD)
    series_edit.set_status(event, event.find_date(THIRD), "cancelled", by=make_user())
    assert (ticket.news, other.news) == (None, News.EVENT)
    assert not other.takes_place


def test_event_that_begins_to_repeat_keeps_its_tickets_for_the_first_date():
    event, ticket = booked()
    event.change(replace(event.details, **WEEKLY).checked())
    assert (ticket.recurrence_id, ticket.news) == (FIRST, None)
    event.change(replace(event.details, recurrence=None, overrides=()).checked())
    assert (ticket.recurrence_id, ticket.takes_place) == ("", True)


@pytest.mark.parametrize("is_moved", [True, False])
def test_tickets_of_the_following_dates_move_to_the_event_that_they_become(is_moved):
    event, ticket = booked(FIRST, **WEEKLY)
    [other] = BookingTerms.book(event, make_user(), recurrence_id=THIRD)
    date = event.find_date(THIRD)
    shown = series_edit.as_shown(event.details, date)
    changed = later(shown) if is_moved else replace(shown, title="Second half")
    following = series_edit.change(event, date, changed, "following", by=make_user())
    assert (ticket.event, ticket.recurrence_id, ticket.news) == (event, FIRST, None)
    assert other.event == following
    assert other.date.start == changed.start
    assert other.news == (News.EVENT if is_moved else None)
    assert BookingTerms.of(following).terms == BookingTerms.of(event).terms


def test_those_who_wait_get_places_that_were_freed_while_the_event_was_cancelled():
    event, ticket = booked()
    waiting = BookingTerms.wait(event, make_user())
    event.cancel()
    BookingTerms.cancel([ticket])
    assert waiting.status == Status.WAITING
    event.change(replace(event.details, status="scheduled"))
    assert waiting.status == Status.VALID


@pytest.mark.both_databases
def test_changed_event_numbers_its_tickets_again():
    event, first = booked()
    second = BookingTerms.wait(event, make_user())
    db.session.refresh(event.team)
    before = event.team.booking_seq
    event.change(replace(event.details, title="A longer night"))
    db.session.expire_all()
    assert [t.change_seq for t in (first, second)] == [before + 1, before + 2]
    assert event.team.booking_seq == before + 2
    assert db.session.query(Ticket).count() == 2


def test_holder_is_told_when_the_event_is_withdrawn_and_when_it_is_announced_again():
    event, ticket = booked()
    event.change(replace(event.details, status="draft").checked())
    assert ticket.news == News.EVENT
    ticket.news = None
    event.change(later(event.details).checked())
    assert ticket.news is None
    event.change(replace(event.details, status="scheduled").checked())
    assert ticket.news == News.EVENT


def test_holder_is_told_of_a_cancellation_once():
    event, ticket = booked()
    event.cancel()
    ticket.news = None
    event.change(later(event.details).checked())
    event.delete()
    assert ticket.news is None


def test_holder_is_told_when_a_deleted_event_comes_back_as_another_version():
    event, ticket = booked()
    event.delete()
    ticket.news = None
    event.change(replace(event.details, title="A longer night"))
    assert ticket.news == News.EVENT


def test_holder_is_told_when_a_date_that_was_taken_out_comes_back():
    event, ticket = booked(THIRD, **WEEKLY)
    whole = event.details
    without = replace(whole.recurrence, exdates=(THIRD,))
    event.change(replace(whole, recurrence=without).checked())
    assert (ticket.news, ticket.takes_place) == (News.EVENT, False)
    ticket.news = None
    event.change(whole)
    assert (ticket.news, ticket.takes_place) == (News.EVENT, True)
