"""The events of a sandbox: of each kind that apps have to read right."""

import pytest

from app.models.trials import sample_events
from app.models.values import wall_time


@pytest.mark.parametrize("timezone", ["Europe/Rome", "America/New_York", "UTC", "Asia/Tokyo"])
def test_every_kind_is_there(context, timezone):
    events = {details.title: details for details in sample_events.list_details(timezone)}
    assert any(details.all_day for details in events.values())
    series = events["Choir"]
    assert {o.status for o in series.overrides} >= {"cancelled"}
    assert [o.is_private for o in series.overrides].count(True) == 1
    assert any(o.title for o in series.overrides)
    lost, extra = events["Night of the lost hour"], events["Night of the extra hour"]
    for details, hours in ((lost, 7), (extra, 9)):
        begin = wall_time.to_epoch(details.start, details.timezone)
        end = wall_time.to_epoch(details.end, details.timezone)
        assert end - begin == hours * 3600


def test_all_are_unlisted(context):
    everything = [*sample_events.list_details("UTC"), *sample_events.list_many("UTC", 20)]
    assert {details.visibility for details in everything} == {"unlisted"}
