"""What the first process loads for its workers."""

import multiprocessing

import pytest

from app.serving import preload
from tests.support.settings import make_settings


@pytest.fixture
def loaded(monkeypatch):
    """The names that are loaded."""
    names = []
    monkeypatch.setattr(preload, "import_module", names.append)
    return names


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_nothing_is_loaded_where_workers_are_not_forked(loaded, monkeypatch, method):
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: method)
    preload.load(make_settings())
    assert loaded == []


def test_nothing_is_loaded_for_one_worker(loaded):
    preload.load(make_settings(web_processes=1))
    assert loaded == []


def test_redis_is_loaded_where_callers_are_counted_in_it(loaded, monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: "fork")
    preload.load(make_settings())
    assert loaded == list(preload.HOUSE)
    preload.load(make_settings(redis_url="redis://127.0.0.1:1"))
    assert "app.callers.shared_counts" in loaded
