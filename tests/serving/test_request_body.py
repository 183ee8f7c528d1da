"""The pace of a body and where it is kept."""

import asyncio

import pytest

from app.serving import request_body
from app.serving.request_body import IN_MEMORY, Pace, Reception, Receptions, RefusedBodyError
from tests.support import event_loop

PACE = Pace(grace=0.1, rate=1000, deadline=0.4)


async def chunks(*pieces, every=0.0):
    """Come as granian sends them; an empty one ends the body."""
    for piece in pieces:
        if every:
            await asyncio.sleep(every)
        yield piece


def receive(source, length=None, max_bytes=1_000_000):
    async def run():
        return await request_body.receive(
            source, length, pace=PACE, max_bytes=max_bytes, receptions=Receptions(1)
        )

    return event_loop.run(run())


def test_time_grows_with_what_has_arrived_up_to_the_deadline():
    assert [PACE.seconds_for(received) for received in (0, 200, 9999)] == [0.1, 0.1 + 0.2, 0.4]


@pytest.mark.parametrize("size", [1, IN_MEMORY * 3])
def test_body_arrives_whole(size):
    body, received = receive(chunks(b"x" * size, b""), str(size))
    with body:
        assert (body.read(), received) == (b"x" * size, size)


def test_body_that_is_whole_is_not_waited_for():
    """Its end would come some loops later."""

    async def never_ending():
        yield b"xxx"
        await asyncio.sleep(PACE.deadline * 2)

    body, received = receive(never_ending(), "3")
    assert (body.read(), received) == (b"xxx", 3)


def test_end_of_the_server_is_no_refusal():
    async def run():
        source, receptions = chunks(b"x", every=5), Receptions(1)
        options = {"pace": PACE, "max_bytes": 9, "receptions": receptions}
        task = asyncio.create_task(request_body.receive(source, "1", **options))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with receptions.place(Reception(1, 9), PACE):  # it was released
            return True

    assert event_loop.run(run())


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


@pytest.mark.parametrize("length", ["30", None])
def test_too_long_a_body_is_read_to_its_end_and_forgotten(length):
    """Else a browser that still sends would show a broken connection, and not our answer."""
    source = chunks(*[b"x" * 6] * 5, b"")
    body, size = receive(source, length, max_bytes=10)
    with body:
        assert (body.read(), size) == (b"", 30)
    with pytest.raises(StopAsyncIteration):
        event_loop.run(anext(source))


def test_far_too_long_a_body_is_left_to_the_application_unread():
    assert receive(chunks(b"x" * 99), "99", max_bytes=10)[1] == 99
    assert receive(chunks(*[b"x" * 6] * 99), max_bytes=10)[1] == 42


async def answer_of(receptions, pieces, every=0.0):
    """The size of the body that arrived, or the status of its refusal."""
    pace = Pace(grace=5, rate=1000, deadline=5)
    try:
        body, size = await request_body.receive(
            chunks(*pieces, every=every), None, pace=pace, max_bytes=1000, receptions=receptions
        )
    except RefusedBodyError as refused:
        return refused.status
    body.close()
    return size


def test_body_takes_the_place_of_the_slowest_one(monkeypatch):
    """However many trickle, a sign-in gets through."""
    monkeypatch.setattr(request_body, "UNDISTURBED", 0.05)

    async def run():
        receptions = Receptions(3)
        fast = asyncio.create_task(answer_of(receptions, [*[b"xxxx"] * 40, b""], every=0.01))
        slow = [asyncio.create_task(answer_of(receptions, [b"x"] * 99, every=0.03)) for _ in "12"]
        await asyncio.sleep(0.1)
        forms = [await answer_of(receptions, [b"password", b""], every=0.01) for _ in range(3)]
        ended, trickling = await asyncio.wait(slow, return_when="FIRST_COMPLETED")
        for each in trickling:
            each.cancel()
        return forms, [each.result() for each in ended], await fast

    assert event_loop.run(run()) == ([8] * 3, [503], 160)


def test_bodies_that_are_all_new_keep_their_places():
    async def run():
        receptions = Receptions(2)
        early = [asyncio.create_task(answer_of(receptions, [b"x", b""], 0.05)) for _ in "12"]
        await asyncio.sleep(0.01)
        return await answer_of(receptions, [b"x", b""]), [await each for each in early]

    assert event_loop.run(run()) == (503, [1, 1])
