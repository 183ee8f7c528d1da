"""Rendered answers that are kept."""

from app.web.caching.body_cache import BodyCache, State


def test_no_more_is_kept_than_there_is_room_for():
    store = BodyCache[bytes](room=10)
    for name in "abc":
        store.keep(name, b"1234")
        store.find("a")
    assert found(store, "abc") == [b"1234", None, b"1234"]


def test_what_shows_an_earlier_version_is_removed():
    store = BodyCache[bytes](room=10)
    for key, state in {"a": ("hall", 1), "b": ("hall", 1), "c": ("owl", 1)}.items():
        store.keep(key, b"123", State(*state))
    store.keep("d", b"123", State("hall", 2))
    store.keep("e", b"123", State("hall", 1))  # was read before the change
    assert found(store, "abcde") == [None, None, b"123", b"123", None]
    store.keep("f", b"1234", State("owl", 1))  # there is room for it
    assert found(store, "cdf") == [b"123", b"123", b"1234"]


def test_what_was_removed_for_others_may_be_kept_again():
    store = BodyCache[bytes](room=10)
    for key in "abab":
        store.keep(key, b"123456", State("hall", 1))
    assert found(store, "ab") == [None, b"123456"]


def found(store, keys):
    return [store.find(key) for key in keys]
