"""/healthz and /readyz, asked of the real server too."""

import shutil
import urllib.request
from types import SimpleNamespace

import pytest

from app.extensions import db
from app.factory import create_app
from app.observability.health import STOPPING
from app.version import VERSION
from tests.support.live_server import start_from_scratch
from tests.support.settings import make_settings


def test_migrated_database_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


@pytest.mark.both_databases
def test_database_without_tables_is_not_ready_but_alive(blank_database_url, tmp_path):
    app = create_app(make_settings(database_url=blank_database_url, stagedoor_home=tmp_path))
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json["reason"] == "migrations_pending"
    assert client.get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_liveness_tells_the_version(client):
    assert client.get("/healthz").json == {"status": "ok", "version": VERSION}


@pytest.mark.race
@pytest.mark.both_databases
def test_server_as_in_production_becomes_ready(start_server):
    server = start_server(start=start_from_scratch)
    with urllib.request.urlopen(f"{server.url}/healthz") as answer:
        assert answer.status == 200


def test_database_on_a_full_disk_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=4096))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["reason"]) == (503, "disk_full")
    assert client.get("/healthz").status_code == 200


def test_server_that_was_told_to_stop_is_neither_ready_nor_healthy(client):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path, environ_base={STOPPING: True})
        assert answer.status_code == 503
        assert "stopping" in answer.json.values()
