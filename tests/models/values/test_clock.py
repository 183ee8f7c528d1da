"""A lease ends by itself, also when the clock was set back since it was given."""

import pytest
from sqlalchemy import literal, select

from app.extensions import db
from app.models.values.clock import SKEW, lease_is_over

SECONDS = 30


@pytest.mark.parametrize(
    ("ends_in", "is_over"),
    [
        pytest.param(1, False, id="held"),
        pytest.param(0, True, id="ended"),
        pytest.param(SECONDS + SKEW, False, id="given by a clock that is a minute ahead"),
        pytest.param(3600, True, id="given before the clock was set back by an hour"),
    ],
)
def test_lease_is_over(context, clock, ends_in, is_over):
    condition = lease_is_over(literal(clock.now() + ends_in), SECONDS)
    assert db.session.scalar(select(condition)) is is_over
