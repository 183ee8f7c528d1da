"""Workers of one connected app: processes that each call a server of their own on one database."""

import multiprocessing
from dataclasses import dataclass

from app.factory import create_app
from app.models.values import clock
from tests.support import oauth_flow as flow
from tests.support.settings import make_settings

PATIENCE = 30  # seconds for one call


@dataclass(frozen=True)
class Call:
    """One call of a worker: a refresh with ``token``, or a read of ``url`` with it."""

    app: flow.App
    token: str
    url: str | None = None


class AppWorkers:
    """Processes with an application each; they are forked, so the test's modules are loaded."""

    def __init__(self, processes: int, **settings):
        """Start so many, with these settings."""
        context = multiprocessing.get_context("fork")
        self._pipes, self._processes = [], []
        for _ in range(processes):
            ours, theirs = context.Pipe()
            process = context.Process(target=answer_calls, args=(theirs, settings), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, at: int, calls: list[Call]) -> list:
        """Make all calls at the time ``at``, side by side; return status and JSON of each."""
        count = len(self._pipes)
        for number, pipe in enumerate(self._pipes):
            pipe.send((at, calls[number::count]))
        answers = [None] * len(calls)
        for number, pipe in enumerate(self._pipes):
            if not pipe.poll(PATIENCE):
                raise TimeoutError(f"A worker took longer than {PATIENCE} seconds.")
            answers[number::count] = pipe.recv()
        return answers

    def close(self) -> None:
        """End the processes."""
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            pipe.send(None)
            process.join(PATIENCE)
            process.kill()


def answer_calls(pipe, settings) -> None:
    """In a process of its own: make calls until there are no more."""
    client = create_app(make_settings(**settings)).test_client()
    while (work := pipe.recv()) is not None:
        at, calls = work
        clock.now = lambda at=at: at
        pipe.send([make_call(client, call) for call in calls])


def make_call(client, call: Call) -> tuple[int, dict]:
    """Return status and JSON of one call."""
    if call.url is None:
        answer = flow.refresh(client, call.app, call.token)
    else:
        answer = client.get(call.url, headers={"Authorization": f"Bearer {call.token}"})
    return answer.status_code, answer.json
