"""The first steps of a new team."""

import pytest

from app.models.teams.membership import Membership, Role
from app.portal.teams import first_steps
from tests.support.factories import join, make_team, make_user


@pytest.fixture
def team(app):
    """A new team, within a request."""
    with app.test_request_context("/"):
        yield make_team()


def owner_of(team):
    """The membership of the team's only owner."""
    return Membership.list_of(team)[0]


def test_steps_say_which_are_done(team):
    steps = first_steps.steps(owner_of(team), has_events=True, has_apps=False)

    assert [step["done"] for step in steps] == [True, False, False]


def test_nothing_is_left_once_all_are_done(team):
    membership = owner_of(team)
    join(team, make_user(), Role.VIEWER)

    assert first_steps.steps(membership, has_events=True, has_apps=True) == []
    assert first_steps.steps(membership, has_events=True, has_apps=False) != []


def test_steps_are_for_owners(team):
    editor = join(team, make_user(), Role.EDITOR)

    assert first_steps.steps(editor, has_events=False, has_apps=False) == []
