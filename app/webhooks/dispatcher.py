"""Gives webhooks that are due to threads that wait for their addresses.

A slow address holds one thread, for one message at a time. Those that failed or were slow last have
half of the threads, and one developer has a few of them: the others are told without delay.
"""

import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from threading import BoundedSemaphore, Lock, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.database.work_signal import SIGNAL
from app.models.webhooks import webhook_turn
from app.models.webhooks.webhook_turn import Candidate, Message, WebhookTurn
from app.observability import tracing
from app.webhooks import mails, sending

SENDERS = 16  # threads of one process
FOR_SLOW = 8  # of them for addresses that failed or were slow last
FOR_DEVELOPER = 4  # of them for the apps of one developer
SLOW = 2000  # milliseconds
MOST_REMEMBERED = 10_000  # slow addresses
AT_ONCE = 2  # threads that use the database at once, so that requests find connections
TURN = 5.0  # seconds after which others that wait go first

log = structlog.get_logger("stagedoor")


class Dispatcher:
    """The senders of one process."""

    def __init__(self, app: Flask) -> None:
        """Be ready to send; threads run only while there is something to send."""
        self._app = app
        self._outbound = sending.make_outbound(app, SENDERS)
        self._lock = Lock()
        self._database = BoundedSemaphore(AT_ONCE)
        self._busy: dict[int, Candidate] = {}  # by webhook
        self._slow: set[int] = set()
        self._is_stopped = False

    def stop(self) -> None:
        """Begin no further message."""
        self._is_stopped = True

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being sent."""
        return not self._busy

    def dispatch(self) -> bool:
        """Begin the turns that there is room for; whether there was any. In an app context."""
        begun = False
        waiting: deque[Candidate] = deque()
        try:
            self._choose(waiting)
            while waiting:
                begun |= self._begin(waiting[0])
                waiting.popleft()
        finally:
            # Without a database none is begun; they must not count as busy for good.
            for candidate in waiting:
                self._release(candidate)
        return begun

    def _begin(self, candidate: Candidate) -> bool:
        """Whether it got a turn and a thread; else another worker tells it."""
        turn = webhook_turn.begin(candidate)
        if turn is None:
            self._release(candidate)
            return False
        name = f"webhook-{candidate.id}"
        Thread(target=self._run, args=(turn,), name=name, daemon=True).start()
        return True

    def deliver_here(self) -> bool:
        """Do one turn in this thread; whether there was one. In an app context."""
        for is_failing in (False, True):
            for candidate in webhook_turn.list_due(failing=is_failing, limit=5):
                if turn := webhook_turn.begin(candidate):
                    self._tell(turn, lambda step: step())
                    return True
        return False

    def _choose(self, chosen: deque[Candidate]) -> None:
        """Add candidates for free senders, which are counted as busy from now on."""
        for is_failing in (False, True):
            with self._lock:
                room = SENDERS - len(self._busy)
                crowded = [who for who, n in self._developers().items() if n >= FOR_DEVELOPER]
                passed_over = set() if self._slow_ones() < FOR_SLOW else set(self._slow)
            if room > 0 and not self._is_stopped:
                due = webhook_turn.list_due(
                    failing=is_failing, limit=room * 2, busy=crowded, without=passed_over
                )
                chosen.extend(candidate for candidate in due if self._take(candidate))

    def _take(self, candidate: Candidate) -> bool:
        """Whether there is a sender for it, which is then busy."""
        with self._lock:
            has_room = len(self._busy) < SENDERS and (
                self._slow_ones() < FOR_SLOW or not self._is_slow(candidate)
            )
            is_crowded = self._developers()[candidate.developer] >= FOR_DEVELOPER
            if candidate.id in self._busy or not has_room or is_crowded:
                return False
            self._busy[candidate.id] = candidate
            return True

    def _developers(self) -> Counter[int]:
        return Counter(candidate.developer for candidate in self._busy.values())

    def _slow_ones(self) -> int:
        return sum(map(self._is_slow, self._busy.values()))

    def _is_slow(self, candidate: Candidate) -> bool:
        return candidate.is_failing or candidate.id in self._slow

    def _release(self, candidate: Candidate) -> None:
        with self._lock:
            self._busy.pop(candidate.id, None)
        SIGNAL.give()  # what waited for a sender

    def _run(self, turn: WebhookTurn) -> None:
        try:
            tracing.run_task(
                self._app, "webhook turn", partial(self._tell, turn, self._in_database)
            )
        except SQLAlchemyError as error:  # its lease ends by itself
            log.warning("webhook waits", error=type(error).__name__)
        except Exception as error:
            log.exception("webhook tripped us up", error=type(error).__name__)
        finally:
            self._release(turn.candidate)

    def _tell(
        self, turn: WebhookTurn, do: Callable[[Callable[[], Message | None]], Message | None]
    ) -> int:
        """Send message after message, until none is left or others shall go first; how many."""
        end, sent = time.monotonic() + TURN, 0
        message = do(turn.next_message)
        while message is not None:
            if message.is_late or self._is_stopped or time.monotonic() > end:
                do(turn.end)
                return sent
            answer = sending.send(message, self._outbound)
            sent += 1
            self._remember(turn.candidate.id, is_slow=answer.duration > SLOW)
            message = do(partial(turn.record, message, answer))
        if turn.has_paused:
            do(lambda: mails.send_paused(turn.candidate.id))
        return sent

    def _in_database(self, step: Callable[[], Message | None]) -> Message | None:
        with self._database, self._app.app_context():
            return step()

    def _remember(self, webhook_id: int, *, is_slow: bool) -> None:
        with self._lock:
            if is_slow and len(self._slow) < MOST_REMEMBERED:
                self._slow.add(webhook_id)
            else:
                self._slow.discard(webhook_id)
