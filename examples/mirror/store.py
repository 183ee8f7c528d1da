"""The mirror's file: events as the server told them, and how far the stream was read."""

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY, starts_at TEXT NOT NULL, read_in INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_by_start ON event (starts_at, id);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, json TEXT NOT NULL);
"""


class Store:
    """One team's events in one SQLite file, readable by its owner only: it holds tokens, too."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin it."""
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path)
        self._db.executescript(TABLES)

    def note(self, name: str) -> dict:
        """What was kept under ``name``; {} for nothing."""
        row = self._db.execute("SELECT json FROM note WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else {}

    def keep(self, name: str, value: dict) -> None:
        """Keep ``value`` under ``name``."""
        with self._db:
            self._write_note(name, value)

    def take(self, page: dict) -> None:
        """Take in one page of the stream together with the place behind it, or neither.

        A process that dies finds itself before a page or behind it. What a full read did not
        mention is gone: it goes when that read ends, so readers never see half a mirror.
        """
        place = self.note("place")
        reading = place.get("reading", 1)
        with self._db:
            for entry in page["data"]:
                self._apply(entry, reading)
            if page["page"]["has_more"]:
                self._write_note("place", {**place, "next": page["page"]["next"]})
                return
            if "sync_token" not in place:
                self._db.execute("DELETE FROM event WHERE read_in < ?", (reading,))
            self._write_note("place", {"reading": reading, "sync_token": page["sync_token"]})

    def start_anew(self) -> None:
        """Forget how far the stream was read; the events stay until a full read has ended."""
        self.keep("place", {"reading": self.note("place").get("reading", 1) + 1})

    def events(self) -> Iterator[dict]:
        """Every event, in the order in which they start."""
        for (text,) in self._db.execute("SELECT json FROM event ORDER BY starts_at, id"):
            yield json.loads(text)

    def _apply(self, entry: dict, reading: int) -> None:
        if entry["op"] == "remove":
            self._db.execute("DELETE FROM event WHERE id = ?", (entry["id"],))
            return
        event = entry["event"]
        row = (event["id"], event["start"]["utc"], reading, json.dumps(event))
        self._db.execute("INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?)", row)

    def _write_note(self, name: str, value: dict) -> None:
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, json.dumps(value)))
