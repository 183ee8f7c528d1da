"""What a request costs does not depend on how busy the machine is."""

import time
from unittest.mock import patch

from tests.budgets.conftest import EVENTS
from tests.support.costs import cost_of


def test_request_costs_the_same_however_long_it_takes(world):
    def read():
        return world.read(EVENTS, if_none_match="*")

    usual, monotonic = cost_of(world.app, read, 304), time.monotonic
    with patch.object(time, "monotonic", lambda: 100_000 * monotonic()):
        slow = cost_of(world.app, read, 304)
    assert abs(slow.calls - usual.calls) <= 10  # those of the patch
    assert slow.statements == usual.statements
