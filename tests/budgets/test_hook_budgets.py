"""What every request passes."""

import pytest

from tests.support.costs import Budget, Operation

OPERATIONS = {
    "health": Operation(lambda world: world.environ("/healthz"), Budget(200, 0, 0)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
