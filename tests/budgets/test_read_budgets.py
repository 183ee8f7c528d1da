"""Reading events over the API."""

import pytest

from tests.budgets.conftest import EVENTS, TEAM
from tests.support.costs import Budget, Operation

PAGE = f"{EVENTS}?limit=25"


def page_with_its_tag(world):
    """A reader who has the page asks for it again."""
    tag = world.answer(world.read(PAGE)).headers["ETag"]
    return world.read(PAGE, if_none_match=tag)


def page_after_a_change(world):
    """The first reader after a change of the team's events: no page of them is kept."""
    world.make(count_a_change)
    return world.read(PAGE)


def count_a_change(grant):
    """Let the team have changed."""
    for team in grant.teams:
        team.change_seq += 1


def calendar_with_its_tag(world):
    """A calendar program that has the file asks for it again."""
    tag = world.answer(world.read(f"{EVENTS}.ics")).headers["ETag"]
    return world.read(f"{EVENTS}.ics", if_none_match=tag)


def changes_after_the_last(world):
    """A mirror that has everything asks what is new."""
    answer = world.answer(world.read(f"{EVENTS}/changes?limit=100"))
    return world.read(f"{EVENTS}/changes?sync_token={answer.json['sync_token']}")


OPERATIONS = {
    "page, kept": Operation(lambda world: world.read(PAGE), Budget(430, 1, 0)),
    "page, not kept": Operation(page_after_a_change, Budget(610, 2, 0)),
    "page, 304": Operation(page_with_its_tag, Budget(450, 1, 0), status=304),
    "one event": Operation(lambda world: world.read(f"{EVENTS}/night-7"), Budget(430, 2, 0)),
    "/me": Operation(lambda world: world.read("/api/v1/me"), Budget(330, 1, 0)),
    "changes, nothing new": Operation(changes_after_the_last, Budget(460, 1, 0)),
    ".ics, 304": Operation(calendar_with_its_tag, Budget(490, 1, 0), status=304),
    ".ics, kept": Operation(lambda world: world.read(f"{EVENTS}.ics"), Budget(440, 2, 0)),
    "teams": Operation(lambda world: world.read("/api/v1/teams"), Budget(340, 1, 0)),
    "feed links": Operation(lambda world: world.read(f"{TEAM}/feeds"), Budget(1_960, 4, 2)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
