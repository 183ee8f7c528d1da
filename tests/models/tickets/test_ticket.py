"""Tickets by holder and by team."""

import pytest

from app.database import slices
from app.extensions import db
from app.models.tickets.ticket import Ticket
from app.models.values import sealed_text, secret
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


@pytest.fixture
def under_former_key(app, nina, team, monkeypatch):
    """Five tickets under a SECRET_KEY that has a successor, their codes, and slices of two."""
    monkeypatch.setattr(slices, "SIZE", 2)
    event = make_event(team)
    codes = [make_ticket(event, nina).code for _number in range(5)]
    db.session.commit()
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "another key"
    return codes


@pytest.mark.both_databases
def test_codes_move_to_the_present_key_a_few_at_a_time(app, under_former_key, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sealed_text, "seal", fail_after(3, sealed_text.seal))
        with pytest.raises(KeyboardInterrupt):
            Ticket.seal_all_again()
    db.session.rollback()
    assert Ticket.seal_all_again() == 3
    assert Ticket.seal_all_again() == 0
    app.config["SECRET_KEY_FALLBACKS"] = []
    tickets = db.session.scalars(db.select(Ticket).order_by(Ticket.id))
    assert [ticket.code for ticket in tickets] == under_former_key


@pytest.mark.both_databases
def test_code_that_is_renewed_meanwhile_is_not_undone(under_former_key, monkeypatch):
    last = db.session.scalars(db.select(Ticket).order_by(Ticket.id)).all()[-1]

    def renew_last(sealed, **values):
        if sealed == last.sealed_code:
            last.renew_code()
            db.session.flush()
        return unseal(sealed, **values)

    unseal = sealed_text.unseal
    with monkeypatch.context() as patch:
        patch.setattr(sealed_text, "unseal", renew_last)
        Ticket.seal_all_again()
    assert last.code_digest == secret.digest(last.code)
    assert last.code not in under_former_key


def fail_after(count, function):
    """``function``, which is interrupted once it was called ``count`` times."""
    calls = []

    def wrapped(*arguments, **values):
        if len(calls) == count:
            raise KeyboardInterrupt
        calls.append(arguments)
        return function(*arguments, **values)

    return wrapped
