"""The pace of a body and where it is kept."""

import asyncio

import pytest

from app.serving import request_body
from app.serving.request_body import IN_MEMORY, Pace, RefusedBodyError

PACE = Pace(grace=0.1, rate=1000, deadline=0.4)


async def chunks(*pieces, every=0.0):
    """Come as granian sends them; an empty one ends the body."""
    for piece in pieces:
        if every:
            await asyncio.sleep(every)
        yield piece


def receive(source, length=None, max_bytes=1_000_000):
    async def run():
        return await request_body.receive(source, length, pace=PACE, max_bytes=max_bytes)

    return asyncio.run(run())


def test_time_grows_with_what_has_arrived_up_to_the_deadline():
    assert [PACE.seconds_for(received) for received in (0, 200, 9999)] == [0.1, 0.1 + 0.2, 0.4]


@pytest.mark.parametrize("size", [1, IN_MEMORY * 3])
def test_body_arrives_whole(size):
    body, received = receive(chunks(b"x" * size, b""), str(size))
    with body:
        assert (body.read(), received) == (b"x" * size, size)


@pytest.mark.parametrize(
    ("pieces", "every"),
    [([b"x"] * 9, 0.05), ([b"x" * 60] * 20, 0.1), ([b"x" * 500] * 20, 0.05)],
    ids=["a byte at a time", "below the rate", "fast, but beyond the deadline"],
)
def test_slow_body_is_refused(pieces, every):
    with pytest.raises(RefusedBodyError) as refused:
        receive(chunks(*pieces, every=every))
    assert refused.value.status == 408


@pytest.mark.parametrize(
    ("source", "length"),
    [(chunks(b"abc", b"", b""), None), (chunks(b"abc", b""), "5"), (chunks(), "5")],
    ids=["chunks that end wrongly", "less than announced", "nothing"],
)
def test_body_that_breaks_off_is_refused(source, length):
    with pytest.raises(RefusedBodyError) as refused:
        receive(source, length)
    assert refused.value.status == 400


def test_too_long_a_body_is_left_to_the_application_unread():
    assert receive(chunks(b"x" * 99), "99", max_bytes=10)[1] == 99
    assert receive(chunks(*[b"x" * 6] * 99), max_bytes=10)[1] == 12
