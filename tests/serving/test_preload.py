"""What the first process loads for its workers."""

import pytest

from app.serving import preload
from tests.support.settings import make_settings


@pytest.fixture
def loaded(monkeypatch):
    """The names that are loaded."""
    names = []
    monkeypatch.setattr(preload, "import_module", names.append)
    return names


def test_redis_is_loaded_where_callers_are_counted_in_it(loaded):
    preload.load(make_settings())
    assert loaded == list(preload.HOUSE)
    preload.load(make_settings(redis_url="redis://127.0.0.1:1"))
    assert "app.callers.shared_counts" in loaded
