"""Large answers on their way to clients; each holds a place until its client has taken it.

granian does not tell when that is: ``client_disconnect`` returns when a client leaves before it is
answered, and a piece of a stream is "sent" when it is in granian's queue. The system knows how much
of what was written to a connection its other end has not confirmed.
"""

import time
from dataclasses import dataclass, field
from threading import Lock

import structlog

from app.cap import BusyError, Cap
from app.serving import connection
from app.serving.request_body import Pace
from app.serving.request_environ import Scope

PACE = Pace(grace=30, rate=64 * 1024, deadline=3600)  # in which clients have to take an answer
# Seconds in which granian begins to write an answer: nothing is unconfirmed before, either.
BEGINNING = 0.05

log = structlog.get_logger("stagedoor")


@dataclass(frozen=True)
class Delivery:
    """An answer of ``size`` bytes that was passed to granian."""

    client: str
    server: str
    size: int
    place: Cap
    begun_at: float = field(default_factory=time.monotonic)

    def is_late(self, now: float) -> bool:
        """Whether the client should have taken it by now."""
        return now - self.begun_at > PACE.seconds_for(self.size)


class Deliveries:
    """How many answers may be in memory until their clients have taken them."""

    def __init__(self, large: Cap, streams: Cap) -> None:
        """``streams`` may be of any size, so there should be fewer places for them."""
        self.large, self.streams = large, streams
        self.unread: dict[str, Delivery] = {}  # by client: a connection carries one at a time
        self._lock = Lock()

    def take(self, cap: Cap) -> Cap:
        """A place, to be passed to ``add``; raises BusyError when all hold unread answers."""
        if not cap.acquire(blocking=False):
            self.look()
            if not cap.acquire(blocking=False):
                raise BusyError
        return cap

    def add(self, scope: Scope, size: int, place: Cap) -> None:
        """Release ``place`` when the client has taken the answer, or has left."""
        delivery = Delivery(scope.client, scope.server, size, place)
        with self._lock:
            former = self.unread.get(delivery.client)
            self.unread[delivery.client] = delivery
        if former:  # its thread came here after the next request
            former.place.release()

    def end(self, client: str) -> None:
        """Call it when ``client`` sends its next request.

        granian passes that on when the system has all of the answer before, even of a client that
        sends requests without reading, so that granian itself keeps nothing of it.
        """
        delivery = self.unread.get(client)
        if delivery:
            self._end(delivery)

    def look(self) -> None:
        """End the deliveries that were taken, and the connections that take too long."""
        now = time.monotonic()
        with self._lock:
            unread = list(self.unread.values())
        begun = [each for each in unread if now - each.begun_at > BEGINNING]
        if not begun:
            return
        try:
            unconfirmed = connection.count_unconfirmed({each.client: each.server for each in begun})
        except OSError:  # too many open files to list them; the next look may succeed
            return
        for each in begun:
            if not unconfirmed.get(each.client):  # it was taken, or the client has left
                self._end(each)
            elif each.is_late(now):
                connection.abort(each.client, each.server)
                log.warning("answer not taken", size=each.size)
                self._end(each)

    def _end(self, delivery: Delivery) -> None:
        with self._lock:
            is_under_way = self.unread.get(delivery.client) is delivery
            if is_under_way:
                del self.unread[delivery.client]
        if is_under_way:  # else another thread has released the place
            delivery.place.release()
