"""A worker as the first process sees it: granian's, with two faults of its end mended."""

import os

from granian.server.mp import WorkerProcess

from app.serving import stop_signal


class Worker(WorkerProcess):
    """Hears a signal to stop from its first moment on, and is not alive once it has ended."""

    def start(self) -> None:
        """Fork it. A signal that comes before it can act on it is kept until then."""
        with stop_signal.held_back():
            super().start()  # type: ignore[no-untyped-call]

    def is_alive(self) -> bool:
        """Whether it runs.

        As long as the thread that watches it has its exit status and has not passed it on,
        multiprocessing says yes, and granian would say that it refused to stop and kill it.
        """
        if not super().is_alive():  # type: ignore[no-untyped-call]
            return False
        try:
            os.kill(self.inner.pid, 0)
        except ProcessLookupError:
            return False
        return True
