"""/metrics: figures for monitoring, where the operator wants them."""

import pytest

from app.models import usage
from app.models.request_log import Call
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(database_url=database_url, stagedoor_home=tmp_path, metrics=True)


def test_metrics_are_off_unless_set(app, client):
    assert client.get("/metrics").status_code == 200
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"metrics": False})
    assert client.get("/metrics").status_code == 404


def test_metrics_tell_totals_and_durations_and_no_names(app, client):
    with app.app_context():
        for milliseconds in (1, 3, 30):
            usage.note(Call(7, "api.list_events", 200, milliseconds, team_id=9))
        usage.flush()
    lines = client.get("/metrics").text.splitlines()

    assert 'stagedoor_requests_total{endpoint="api.list_events",status="200"} 3' in lines
    duration = 'stagedoor_request_duration_seconds_{}{{endpoint="api.list_events"{}}} {}'
    assert duration.format("bucket", ',le="0.002"', 1) in lines
    assert duration.format("bucket", ',le="0.032"', 3) in lines
    assert duration.format("bucket", ',le="+Inf"', 3) in lines
    assert duration.format("sum", "", 0.034) in lines
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)
