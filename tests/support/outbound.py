"""Fetching, in tests: ways out that lead to a listener on loopback, whatever they are asked for."""

import pytest

from app.outbound.fetch import Outbound, OutboundError
from tests.support.listener import Listener

PICTURE = "http://pictures.example/1.png"


@pytest.fixture
def listener():
    """A server on loopback that answers b"hello" until it is told otherwise."""
    with Listener() as listening:
        yield listening


def towards(listener, **changes) -> Outbound:
    """Return a way out for which every name is the listener, and loopback counts as public."""
    usual = {"allow_http": True, "admitted": {"127.0.0.1"}, "resolve": listener.resolve}
    return Outbound(**{**usual, **changes})


def refusal(outbound, url=PICTURE, *, max_bytes=1000, seconds=10.0) -> str:
    """Return the word with which the fetch is refused."""
    with pytest.raises(OutboundError) as refused:
        outbound.fetch(url, max_bytes=max_bytes, seconds=seconds)
    return refused.value.reason
