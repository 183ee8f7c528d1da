"""Copies of events."""

from datetime import datetime

import pytest

from app.models.events import event_copy
from app.models.recurrence.recurrence import Recurrence
from app.models.values import wall_time
from tests.support.factories import make_event, make_team


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (datetime(2027, 3, 1), datetime(2027, 3, 27, 20)),
        (datetime(2027, 3, 20, 20), datetime(2027, 3, 27, 20)),
        (datetime(2027, 5, 5), datetime(2027, 5, 8, 20)),
    ],
    ids="future today past".split(),
)
def test_copy_is_a_draft_on_the_next_such_weekday(context, now, start):
    team = make_team()
    event = make_event(team, "Jam", recurrence=Recurrence("FREQ=WEEKLY"), tags=("jazz",))
    copy = event_copy.of(event, after=wall_time.to_epoch(now, team.timezone, strict=False))
    assert (copy.start, copy.status, copy.recurrence) == (start, "draft", None)
    assert copy.end - copy.start == event.end - event.start
    assert (copy.title, copy.tags) == ("Jam", ("jazz",))
