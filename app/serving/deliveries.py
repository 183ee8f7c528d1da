"""Large answers on their way to clients; each holds a place until its client has taken it.

granian does not tell when that is: ``client_disconnect`` returns when a client leaves before it is
answered, and a piece of a stream is "sent" when it is in granian's queue. The system knows how much
of what was written to a connection its other end has not confirmed.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock

import structlog

from app.cap import BusyError, Cap
from app.serving import connection
from app.serving.request_body import Pace
from app.serving.request_environ import Scope

UNDISTURBED = 5.0  # seconds in which an answer keeps its place, however slow its client is
PACE = Pace(grace=30, rate=64 * 1024, deadline=3600)  # in which clients have to take an answer
# Seconds in which granian begins to write an answer: nothing is unconfirmed before, either.
BEGINNING = 0.05

log = structlog.get_logger("stagedoor")


@dataclass(frozen=True)
class Delivery:
    """An answer of ``size`` bytes to a caller in ``network`` that was passed to granian."""

    network: str
    client: str
    server: str
    size: int
    place: Cap
    begun_at: float = field(default_factory=time.monotonic)

    def is_late(self, now: float) -> bool:
        """Whether the client should have taken it by now."""
        return now - self.begun_at > PACE.seconds_for(self.size)


class Deliveries:
    """How many answers may be in memory until their clients have taken them.

    When all places are taken, the network with most of them loses its oldest one to another: slow
    readers, however many, keep no one else from large answers.
    """

    def __init__(self, large: Cap, streams: Cap) -> None:
        """``streams`` may be of any size, so there should be fewer places for them."""
        self.large, self.streams = large, streams
        self.unread: dict[str, Delivery] = {}  # by client: a connection carries one at a time
        self._lock = Lock()

    def take(self, cap: Cap, network: str) -> Cap:
        """A place, to be passed to ``add``; raises BusyError when all hold unread answers."""
        if cap.acquire(blocking=False):
            return cap
        self.look()
        if cap.acquire(blocking=False):
            return cap
        self._end_oldest(cap, network)
        if not cap.acquire(blocking=False):
            raise BusyError
        return cap

    def add(self, scope: Scope, size: int, place: Cap, network: str) -> None:
        """Release ``place`` when the client has taken the answer, or has left."""
        delivery = Delivery(network, scope.client, scope.server, size, place)
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
                self._abort(each)

    def _end_oldest(self, cap: Cap, network: str) -> None:
        """End the oldest of the network with most, if ``network`` will not have more then."""
        with self._lock:
            unread = [each for each in self.unread.values() if each.place is cap]
        places = Counter(each.network for each in unread)
        largest = max(places, key=places.__getitem__, default=network)
        if places[largest] < places[network] + 2:
            return
        oldest = min(
            (each for each in unread if each.network == largest), key=attrgetter("begun_at")
        )
        if time.monotonic() - oldest.begun_at >= UNDISTURBED:
            self._abort(oldest)

    def _abort(self, delivery: Delivery) -> None:
        connection.abort(delivery.client, delivery.server)
        log.warning("answer not taken", size=delivery.size)
        self._end(delivery)

    def _end(self, delivery: Delivery) -> None:
        with self._lock:
            is_under_way = self.unread.get(delivery.client) is delivery
            if is_under_way:
                del self.unread[delivery.client]
        if is_under_way:  # else another thread has released the place
            delivery.place.release()
