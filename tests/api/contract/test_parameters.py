"""Parameters by name."""

import pytest

from app.api.contract import parameters
from app.api.events import event_changes, events
from app.models.event_queries.event_filter import EventFilter


def test_parameters_come_in_the_order_of_the_table():
    listed = parameters.in_query({"limit", "to", "from"})
    assert [parameter.name for parameter in listed] == ["from", "to", "limit"]


def test_unknown_parameter_is_a_mistake():
    with pytest.raises((KeyError, ValueError)):
        parameters.in_query({"page"})


@pytest.mark.parametrize(
    "names", [EventFilter.PARAMETERS, events.PARAMETERS, event_changes.PARAMETERS]
)
def test_every_parameter_that_is_read_is_described(names):
    assert {parameter.name for parameter in parameters.in_query(names)} == names
