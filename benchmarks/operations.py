"""The operations that are measured, in the order of the table."""

from typing import NamedTuple

FEED, FEED_ANEW = "feed page, kept", "feed page, not kept"
FEED_304, CALENDAR_304, CALENDAR = "feed page, 304", ".ics, 304", ".ics, kept"
EVENT, ME, CHANGES = "one event", "/me", "changes, nothing new"
CLIENT_CREDENTIALS, CODE, REFRESH = "client_credentials", "code exchange", "refresh"
INTROSPECTION, REVOCATION = "introspection", "revocation"
CONSENT, CONNECTED_APPS = "consent page", "connected apps"
CLIENT_PAGE, TEAM_EVENTS = "a developer's app", "an organizer's events"
ADD_EVENT, CHANGE_EVENT = "add an event", "change an event"
BULK, IMPORT, LARGE_IMPORT = "bulk of 100", "import of 1,000", "import of 20,000"


class Operation(NamedTuple):
    """How often a round repeats it, by default and in the quick form, and its events."""

    repetitions: int = 100
    quick_repetitions: int = 40
    events: int = 1


OPERATIONS = {
    FEED: Operation(200, 100),
    FEED_ANEW: Operation(),
    FEED_304: Operation(),
    CALENDAR_304: Operation(),
    # A process lets 64 large answers be under way and may count one for half a minute longer.
    CALENDAR: Operation(8, 8),
    EVENT: Operation(),
    ME: Operation(200, 100),
    CHANGES: Operation(),
    CLIENT_CREDENTIALS: Operation(),
    CODE: Operation(),
    REFRESH: Operation(),
    INTROSPECTION: Operation(),
    REVOCATION: Operation(),
    CONSENT: Operation(30, 15),
    CONNECTED_APPS: Operation(20, 10),
    CLIENT_PAGE: Operation(20, 10),
    TEAM_EVENTS: Operation(20, 10),
    ADD_EVENT: Operation(50, 20),
    CHANGE_EVENT: Operation(50, 20),
    BULK: Operation(2, 1, events=100),
    IMPORT: Operation(1, 1, events=1_000),
    # In four requests: one imports at most 5,000.
    LARGE_IMPORT: Operation(4, 0, events=5_000),
}
# Spend a code or a refresh token at each use.
ONE_TIME = (CODE, REFRESH, REVOCATION)


def named(words: str) -> frozenset[str]:
    """The operations in whose name one of the ``words`` is, which are separated by commas."""
    return frozenset(name for name in OPERATIONS if any(word in name for word in words.split(",")))
