"""Writing events with a token, to a team of their own: the other's pages stay kept."""

from itertools import count

from benchmarks import operations
from benchmarks.http_request import Request, send_json
from benchmarks.installation.installation import Installation
from benchmarks.side import MakeRequests
from tests.support import ics

EVENT = {
    "summary": "A night of music by the harbour",
    "start": {"local": "2027-03-27T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-28T03:30:00", "timezone": "Europe/Rome"},
    "venue": {"name": "Harbour Hall", "city": "Trieste", "country": "IT"},
    "tags": ["music", "harbour"],
}


def write_requests(installation: Installation) -> dict[str, MakeRequests]:
    """The requests of each writing operation."""
    path = f"/api/v1/organizer/{installation.written_slug}/events"
    writer = Writer(path, installation.writer_token)

    def each(make):
        return lambda number: [make() for _request in range(number)]

    return {
        operations.ADD_EVENT: each(writer.add),
        operations.CHANGE_EVENT: each(writer.change),
        operations.BULK: each(writer.add_many),
        operations.IMPORT: each(lambda: writer.import_file(1_000)),
        operations.LARGE_IMPORT: each(lambda: writer.import_file(5_000)),
    }


class Writer:
    """Makes requests of which no two write the same."""

    def __init__(self, path: str, token: str):
        """Take the path of a team's events, and a token that may write them."""
        self.path, self.token = path, token
        self.numbers = count(1)

    def add(self) -> Request:
        """A new event."""
        return send_json(self.path, self.token, self._new_event(), status=201)

    def change(self) -> Request:
        """Another title for an event."""
        title = {"title": f"Night with guest {next(self.numbers)}"}
        return send_json(f"{self.path}/opening-night", self.token, title, method="PATCH")

    def add_many(self) -> Request:
        """A hundred new events."""
        events = [self._new_event() for _event in range(100)]
        return send_json(f"{self.path}/bulk", self.token, {"events": events})

    def import_file(self, size: int) -> Request:
        """A file of new events."""
        uids = [f"{next(self.numbers)}@other.example" for _event in range(size)]
        file = ics.calendar(*(ics.event(uid=uid, title=f"Night of {uid}") for uid in uids))
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "text/calendar"}
        return Request(f"{self.path}/import", "POST", headers, file)

    def _new_event(self) -> dict[str, object]:
        return {**EVENT, "title": f"Concert {next(self.numbers)}"}
