"""What callers were told: every acknowledged act of the load, and every request's outcome."""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class EventWrites:
    """The writes of one event: ``key`` is that of the request which added it, also its title.

    ``summary`` is the last one that was acknowledged, ``settled_at`` when, ``later`` those sent
    since whose outcome no one knows. ``slug`` is None until the event is acknowledged.
    """

    key: str
    slug: str | None = None
    summary: str | None = None
    later: set[str] = field(default_factory=set)
    settled_at: float = 0.0


@dataclass
class Family:
    """The tokens of one code, as the app knows them.

    ``is_revoked`` once a revocation was acknowledged; ``is_doubtful`` while one, or a refresh, was
    sent whose outcome no one knows.
    """

    code: str
    client_id: str = ""
    access_token: str = ""
    refresh_token: str = ""
    is_revoked: bool = False
    is_doubtful: bool = False


@dataclass(frozen=True)
class Outcome:
    """One request: when it was sent and over, and its status; without one, what went wrong."""

    act: str
    began: float
    ended: float
    status: int | None
    error: str = ""
    is_proper: bool = True  # a failure that says when to come back, in the caller's dialect
    server: str = ""  # who answered
    shown: str = ""  # of an answer that is not: its path, headers and beginning

    @property
    def is_failure(self) -> bool:
        """Whether the service did not do its work."""
        return self.status is None or self.status >= 500


class Ledger:
    """Written by the load's threads, read by the checks once they have ended."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sent = 0
        self.outcomes: list[Outcome] = []
        self.events: dict[str, EventWrites] = {}
        self.families: list[Family] = []
        self.consents: list[str] = []  # codes that people's browsers were given
        # What each single-use credential was exchanged for: more than one pair is a double spend.
        self.spent: dict[str, set[str]] = {}
        self.surprises: list[str] = []  # answers that no fault explains

    def begin(self) -> float:
        """Count a request that is about to be sent."""
        with self.lock:
            self.sent += 1
        return time.monotonic()

    def end(self, outcome: Outcome) -> None:
        """Count what came of it."""
        with self.lock:
            self.outcomes.append(outcome)

    def spend(self, credential: str, token: str) -> None:
        """Note what a code or refresh token was exchanged for."""
        with self.lock:
            self.spent.setdefault(credential, set()).add(token)

    def surprise(self, text: str) -> None:
        """Note an answer that the caller did not expect."""
        with self.lock:
            self.surprises.append(text)

    @property
    def failures(self) -> list[Outcome]:
        """The requests that failed, in the order of their ends."""
        return [outcome for outcome in self.outcomes if outcome.is_failure]

    @property
    def answered(self) -> int:
        """How many requests were answered as they should be."""
        return len(self.outcomes) - len(self.failures)
