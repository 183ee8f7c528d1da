"""A mirror of a team's events that is built from the stream of changes alone."""

from tests.support.api import EVENTS

CHANGES = f"{EVENTS}/changes"


class Mirror:
    """What somebody knows who only ever reads the stream: events by id, as they were told."""

    def __init__(self, reader, limit=2):
        self.reader = reader
        self.limit = limit
        self.events = {}
        self._next = f"{CHANGES}?limit={limit}"

    def step(self):
        """Read one page; return whether the walk goes on behind it."""
        answer = self.reader.get(self._next)
        assert answer.status_code == 200, answer.text
        for entry in answer.json["data"]:
            self._take(entry)
        following = answer.json["page"]["next"]
        token = answer.json["sync_token"]
        self._next = following or f"{CHANGES}?limit={self.limit}&sync_token={token}"
        return following is not None

    def catch_up(self):
        """Read until everything that happened so far is known."""
        while self.step():
            pass
        while self.step():  # what happened during a first walk comes with its token
            pass

    def _take(self, entry):
        if entry["op"] == "upsert":
            self.events[entry["event"]["id"]] = entry["event"]
        else:
            self.events.pop(entry["id"], None)


def listed(reader):
    """Return the events of the list by id."""
    events, url = {}, f"{EVENTS}?limit=200"
    while url:
        answer = reader.get(url).json
        events |= {event["id"]: event for event in answer["data"]}
        url = answer["page"]["next"]
    return events
