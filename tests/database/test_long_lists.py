"""Lists of ten thousand: a page far down costs what the first does."""

from functools import partial

import pytest

from app.extensions import db
from app.models.audit_queries import audit_search
from app.models.audit_queries.audit_event import AuditEvent
from app.models.audit_queries.audit_search import AuditFilter
from app.models.clients import client_search, review_queue
from app.models.event_queries import member_event_lists
from app.models.event_queries.member_event_lists import Shown
from app.models.grants import grant_search
from app.models.operators import people_search
from app.models.teams import membership_search
from app.models.tickets import guest_list
from app.models.tickets.ticket import Ticket
from app.models.usage import request_search
from app.models.usage.request_search import LogFilter
from app.models.values import clock
from app.models.webhooks import delivery_search
from app.models.webhooks.delivery_search import DeliveryFilter
from tests.support.factories import make_client
from tests.support.long_lists import (
    AHEAD,
    FIRST,
    MANY,
    NOW,
    fill,
    fill_request_log,
    fill_tickets,
    fill_webhook,
    find_faults,
    watching,
)

pytestmark = pytest.mark.both_databases

DOWN = (FIRST + MANY // 5,)  # where the newest come first
LATER = (FIRST + MANY * 9 // 10,)  # where the oldest do


def lists(ana, team, app):
    """Each list by name: a function from a position to a page, and a position far down."""
    trail = {
        "everything": {},
        "who": {"actor_id": ana.id},
        "what": {"action": "token.issued"},
        "app": {"client_id": app.id},
        "team": {"team_id": team.id},
        "person": {"subject_id": ana.id},
        "until a day": {"until": NOW + LATER[0]},
        "who did what": {"actor_id": ana.id, "action": "token.issued", "since": NOW},
    }
    audit = {
        f"audit, {name}": (_audit(AuditFilter(**conditions)), (NOW + DOWN[0], FIRST + MANY))
        for name, conditions in trail.items()
    }
    return audit | {
        "apps": (lambda after: client_search.list_all(after=after), DOWN),
        "live apps": (lambda after: client_search.list_all(status="live", after=after), DOWN),
        "waiting": (partial(review_queue.read, "waiting"), (NOW + LATER[0], 0)),
        "not looked at": (partial(review_queue.read, "live"), (NOW + LATER[0], 0)),
        "people": (_people(""), DOWN),
        "disabled": (_people("disabled"), DOWN),
        "operators": (_people("operator"), (FIRST + MANY // 2,)),
        "teams": (lambda after: people_search.list_teams(after=after), DOWN),
        "members": (
            lambda after: membership_search.page_of_team(team, after),
            (2 * LATER[0],),
        ),
        "teams of a person": (
            lambda after: membership_search.page_of_user(ana, after),
            (2 * LATER[0],),
        ),
        "events": (
            lambda after: member_event_lists.list_events(team, Shown.UPCOMING, after=after),
            (AHEAD + 3600 * LATER[0], 0),
        ),
    }


def _audit(wanted):
    return lambda after: audit_search.list_lines(wanted, after=after)


def _people(state):
    return lambda after: people_search.list_people(state=state, after=after)


def test_page_far_down_costs_what_the_first_does(context):
    ana, team, app = fill()
    faults = {}
    for name, (read, far) in lists(ana, team, app).items():
        found = [fault for one in _read_both(name, read, far) for fault in find_faults(*one)]
        if found:
            faults[name] = found
    assert faults == {}

    # These stand in the order of their last use. No index follows it, or each use would pay for
    # it; so they are sorted, and both pages cost the same.
    _read_both(
        "of a person",
        lambda at: grant_search.page(grant_search.of_user(ana), after=at),
        _used(DOWN),
    )
    _read_both(
        "of a team", lambda at: grant_search.page(grant_search.of_team(team), after=at), _used(DOWN)
    )

    with watching() as asked:
        assert AuditEvent.list_of_client(app)
    assert find_faults(*asked[0]) == []


def test_page_of_deliveries_far_down_costs_what_the_first_does(context):
    _ana, _team, app = fill()
    hook = fill_webhook(app)
    read = partial(delivery_search.list_deliveries, hook, DeliveryFilter())
    asked = _read_both("deliveries", lambda at: read(after=at), (NOW + DOWN[0], 0))
    assert [fault for one in asked for fault in find_faults(*one)] == []


def test_page_of_tickets_far_down_costs_what_the_first_does(context):
    ana, team, _app = fill()
    event = fill_tickets(ana, team)
    of_team = partial(Ticket.list_of_team, team.id, after=None, limit=50)
    lists = {
        "guests of all dates": (partial(guest_list.list_page, event, None), DOWN),
        "guests of a date": (partial(guest_list.list_page, event, ""), DOWN),
        "own tickets": (partial(Ticket.list_of_account, ana, limit=50), DOWN),
    }
    faults = {}
    for name, (read, far) in lists.items():
        asked = _read_both(name, lambda at, read=read: read(after=at), far)
        if found := [fault for one in asked for fault in find_faults(*one)]:
            faults[name] = found
    with watching() as asked:
        of_team()
    assert (faults, find_faults(*asked[0])) == ({}, [])


LOG_FILTERS = {
    "everything": LogFilter(),
    "failures": LogFilter(status=4),
    "an error": LogFilter(error="invalid_token"),
    "a request": LogFilter(request_id="req_1000007"),
}


def test_page_of_a_request_log_far_down_costs_what_the_first_does(context, monkeypatch):
    app, _secret = make_client()
    fill_request_log(app)
    # It looks through no more lines than this, however few of them pass the filter.
    monkeypatch.setattr(request_search, "MAX_READ", 200)
    is_sqlite = db.engine.dialect.name == "sqlite"
    faults = {}
    for name, filters in LOG_FILTERS.items():
        for after in (None, (clock.now() - 1000, FIRST + MANY // 2)):
            with watching() as asked:
                request_search.list_lines(app, filters, after=after)
            found = [fault for one in asked for fault in find_faults(*one)]
            # SQLite sorts these few again, and says no more of them.
            if found and not (is_sqlite and name != "everything"):
                faults[name] = found
    assert faults == {}


def test_position_that_no_row_can_have_is_the_start(context):
    for after in ((10**15,), (-(10**15),), (1, 2, 3)):
        assert people_search.list_people(after=after).rows == []
        assert audit_search.list_lines(AuditFilter(), after=(*after, 1)).rows == []


def _used(position):
    return NOW + position[0], 0


def _read_both(name, read, far):
    """Read the first page and one far down; return what each asked the database for."""
    first, asked_first = _read(read, None)
    deep, asked_deep = _read(read, far)
    assert (len(first), len(deep), len(asked_first)) == (50, 50, len(asked_deep)), name
    assert not set(first) & set(deep), name
    return asked_first[0], asked_deep[0]


def _read(read, after):
    """The numbers of a page's rows, and what the database was asked for them."""
    db.session.expunge_all()  # or what the first page read would not be read again
    with watching() as asked:
        page = read(after)
        rows = page.rows if hasattr(page, "rows") else page.events
        return [row.id for row in rows], list(asked)
