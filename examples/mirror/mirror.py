"""Keeps a team's events in a SQLite file: python3 mirror.py [--follow] [--list] [FILE]."""

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import consent
from hook import Hook
from stagedoor import Connection, Refused
from store import Store

SERVER = os.environ.get("STAGEDOOR_URL", "http://127.0.0.1:5000").rstrip("/")
CALLBACK = os.environ.get("CALLBACK", "http://127.0.0.1:5002/callback")
# Where the server reaches us when something changes, and the port on which that arrives.
HOOK = os.environ.get("HOOK", "http://127.0.0.1:5003/")
HOOK_PORT = int(os.environ.get("HOOK_PORT") or urlsplit(HOOK).port or 5003)
LOOK_ANYWAY = 900  # seconds; a webhook that got lost delays us no longer
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
        if asked.follow:
            follow(connection, store)
    except Refused as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped; the next start goes on here.")


def read_arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description="Keeps a team's events in a SQLite file.")
    parser.add_argument("file", nargs="?", type=Path, default=Path("mirror.db"))
    parser.add_argument("--follow", action="store_true", help="go on when there is news")
    parser.add_argument("--list", action="store_true", help="print what the file holds, and end")
    return parser.parse_args()


def catch_up(connection: Connection, store: Store) -> None:
    """Read until the stream has nothing more to say."""
    while True:
        page = take_page(connection, store)
        if page and not page["data"] and not page["page"]["has_more"]:
            return


def follow(connection: Connection, store: Store) -> None:
    """Catch up again and again, whenever a webhook says that something changed."""
    with Hook(connection, store, HOOK, HOOK_PORT) as hook:
        print(f"Waiting for webhooks at {HOOK}", flush=True)
        while True:
            hook.wait(LOOK_ANYWAY)
            catch_up(connection, store)


def take_page(connection: Connection, store: Store) -> dict | None:
    """Read one page into the file; None when the stream has to be read from its start again."""
    try:
        page = connection.changes()
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
