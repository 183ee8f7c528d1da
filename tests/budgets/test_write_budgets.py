"""Writing events over the API."""

import pytest

from tests.budgets.conftest import EVENTS
from tests.support import ics
from tests.support.costs import Budget, Operation
from tests.support.event_writer import NIGHT

MANY = 100


def new_event(world):
    """An app adds an event."""
    return world.write(EVENTS, {**NIGHT, "title": f"Concert {world.next_number()}"})


def changed_event(world):
    """An app changes one field of an event."""
    body = {"title": f"Night with guest {world.next_number()}"}
    return world.write(f"{EVENTS}/night-3", body, method="PATCH")


def many_new_events(world):
    """An app adds a hundred events at once."""
    events = [{**NIGHT, "title": f"Concert {world.next_number()}"} for _event in range(MANY)]
    return world.write(f"{EVENTS}/bulk", {"events": events})


def calendar_file(world):
    """An app sends a file of a hundred new events."""
    uids = [f"{world.next_number()}@other.example" for _event in range(MANY)]
    file = ics.calendar(*(ics.event(uid=uid, title=f"Night {uid}") for uid in uids))
    return world.write(f"{EVENTS}/import", file, content_type="text/calendar")


OPERATIONS = {
    "add an event": Operation(new_event, Budget(2_170, 8, 2), status=201),
    "change an event": Operation(changed_event, Budget(2_020, 8, 2)),
    "bulk of 100": Operation(many_new_events, Budget(29_750, 305, 2), most_runs=1),
    "import of 100": Operation(calendar_file, Budget(83_000, 542, 8), most_runs=1),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
