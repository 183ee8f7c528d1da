"""Rendered answers that are kept."""

from app.web.caching.body_cache import BodyCache


def test_no_more_is_kept_than_there_is_room_for():
    store = BodyCache[bytes](room=10)
    for name in "abc":
        store.keep(name, b"1234")
        store.find("a")
    assert [store.find(name) for name in "abc"] == [b"1234", None, b"1234"]
