"""Tickets by holder and by team."""

import pytest

from app.models.tickets.ticket import Ticket
from app.models.values import secret
from app.models.values.errors import ValidationError
from tests.support.factories import make_event, make_team, make_ticket, make_user


@pytest.fixture
def nina(context):
    return make_user()


@pytest.fixture
def team(context):
    return make_team()


def test_only_a_digest_of_the_code_is_stored(nina, team):
    ticket, code = Ticket.issue(make_event(team), nina)
    assert ticket.code_digest == secret.digest(code)


@pytest.mark.parametrize(
    ("details", "of_holder", "of_team"),
    [
        ({}, 1, 1),
        ({"status": "cancelled"}, 1, 1),
        ({"visibility": "private"}, 1, 0),
        ({"status": "draft"}, 0, 0),
    ],
    ids=["public", "cancelled", "private", "draft"],
)
def test_lists_show_what_their_readers_may_see(nina, team, details, of_holder, of_team):
    make_ticket(make_event(team, **details), nina)
    assert len(Ticket.list_of_holder(nina.id, after=None, limit=9)) == of_holder
    assert len(Ticket.list_of_team(team.id, after=None, limit=9)) == of_team


def test_page_continues_after_a_ticket_whose_event_was_hidden(nina, team):
    first, second = (make_ticket(make_event(team), nina) for _number in range(2))
    first.event.delete()
    page = Ticket.list_of_holder(nina.id, after=first.public_id, limit=9)
    assert page == [second]


@pytest.mark.parametrize("cursor", ["", "x", "tkt_aaaaaaaaaaaaaaaa"])
def test_unknown_cursor_is_refused(nina, cursor):
    with pytest.raises(ValidationError) as refusal:
        Ticket.list_of_holder(nina.id, after=cursor, limit=9)
    assert refusal.value.field == "cursor"


def test_ticket_of_another_holder_is_no_cursor(nina, team):
    other = make_ticket(make_event(team))
    with pytest.raises(ValidationError):
        Ticket.list_of_holder(nina.id, after=other.public_id, limit=9)
