"""Keeps a team's events in a SQLite file: python3 mirror.py [--follow] [--list] [FILE]."""

import argparse
import os
import sys
from pathlib import Path

import consent
from stagedoor import Connection, Refused
from store import Store

SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000").rstrip("/")
CALLBACK = os.environ.get("CALLBACK", "http://127.0.0.1:5002/callback")
# Our place in the stream is too old, or of another team: somebody chose it on the consent page.
LOST = {"sync_token_expired", "invalid_sync_token", "invalid_cursor"}


def main() -> None:
    """Connect if need be, then bring the file up to date, once or for as long as it runs."""
    asked = read_arguments()
    store = Store(asked.file)
    if asked.list:
        print_events(store)
        return
    client_id = os.environ.get("CLIENT_ID") or sys.exit("Set CLIENT_ID to your app's client ID.")
    connection = Connection(SERVER, client_id, store)
    if not connection.is_connected:
        consent.ask(SERVER, client_id, CALLBACK, connection)
    try:
        catch_up(connection, store)
        while asked.follow:
            take_page(connection, store, wait=True)
    except Refused as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start goes on here.")


def read_arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="Keeps a team's events in a SQLite file.")
    parser.add_argument("file", nargs="?", type=Path, default=Path("mirror.db"))
    parser.add_argument("--follow", action="store_true", help="go on, and wait for news")
    parser.add_argument("--list", action="store_true", help="print what the file holds, and end")
    return parser.parse_args()


def catch_up(connection: Connection, store: Store) -> None:
    """Read until the stream has nothing more to say."""
    while True:
        page = take_page(connection, store)
        if page and not page["data"] and not page["page"]["has_more"]:
            return


def take_page(connection: Connection, store: Store, *, wait: bool = False) -> dict | None:
    """Read one page into the file; None when the stream has to be read from its start again."""
    try:
        page = connection.changes(wait=wait)
    except Refused as error:
        if error.error not in LOST:
            raise
        print("Our place in the stream is lost: everything is read again.", flush=True)
        store.start_anew()
        return None
    store.take(page)
    if page["data"]:
        print(f"{len(page['data'])} changes.", flush=True)
    return page


def print_events(store: Store) -> None:
    """Print a line an event."""
    for event in store.events():
        print(event["start"]["local"], event["status"], event["title"])


if __name__ == "__main__":
    main()
