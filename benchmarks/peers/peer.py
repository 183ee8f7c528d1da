"""The peers that run beside Stagedoor, each on a database of its own with the same events."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import operations
from benchmarks.databases import Databases
from benchmarks.http_request import get
from benchmarks.peers.oauth_requests import Endpoints, endpoint_requests
from benchmarks.servers import PROJECT, serve_peer
from benchmarks.side import MakeRequests, Side, each_of, repeat

PEERS_PYTHON = PROJECT / ".venv-bench/bin/python"
READ_TOKENS = 100
ENVIRONMENT = {
    "SECRET_KEY": "only-benchmarks-know-this-key-and-it-protects-nothing",
    "AUTHLIB_INSECURE_TRANSPORT": "1",  # plain HTTP
    "DJANGO_SETTINGS_MODULE": "benchmarks.peers.django_toolkit.settings",
}


@dataclass(frozen=True)
class Peer:
    """A peer: its Python, what fills its database and what is served."""

    name: str
    python: Path
    fill: tuple[str, ...]
    target: str
    endpoints: Endpoints


NAIVE = Peer(
    "naive",
    Path(sys.executable),
    ("-m", "benchmarks.peers.naive.fill"),
    "benchmarks.peers.naive.app:app",
    Endpoints("/oauth/token", "/oauth/introspect", "/oauth/revoke", "/oauth/authorize"),
)
DJANGO_TOOLKIT = Peer(
    "DOT + DRF",
    PEERS_PYTHON,
    ("-m", "django", "fill"),
    "benchmarks.peers.django_toolkit.wsgi:application",
    Endpoints("/oauth/token/", "/oauth/introspect/", "/oauth/revoke_token/", "/oauth/authorize/"),
)
BARE = "bare Flask"


@contextmanager
def serve_bare_flask(databases: Databases) -> Iterator[Side]:
    """Flask with a fixed answer: the yardstick for every operation."""
    _url, home = databases.create()
    with serve_peer("benchmarks.peers.bare:app", databases.engine, {}, home) as server:
        yield Side(BARE, server, {operations.FEED: repeat(get("/"))})


@contextmanager
def serve(peer: Peer, databases: Databases, *, events: int, uses: int) -> Iterator[Side]:
    """Run the peer with so many events, ready for so many uses of codes and refresh tokens."""
    url, home = databases.create()
    environment = {"PATH": os.environ["PATH"], **ENVIRONMENT, "DATABASE_URL": url}
    filled = fill(peer, environment, events, READ_TOKENS + 2 * uses)
    served = serve_peer(peer.target, databases.engine, environment, home, peer.python)
    with served as server:
        yield Side(peer.name, server, requests_of(peer, filled))


def fill(peer: Peer, environment: dict[str, str], events: int, tokens: int) -> dict[str, Any]:
    """Fill the peer's database; return the credentials that its command printed."""
    command = [str(peer.python), *peer.fill, str(events), str(tokens)]
    result = subprocess.run(
        command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise RuntimeError(f"{peer.name} could not be filled:\n{result.stderr}")
    return json.loads(result.stdout)


def requests_of(peer: Peer, filled: dict[str, Any]) -> dict[str, MakeRequests]:
    """The requests of all that the peer offers."""
    tokens = filled["access_tokens"][:READ_TOKENS]
    feed = each_of(tokens, lambda token: get("/events?limit=25", token))
    return endpoint_requests(peer.endpoints, filled) | {
        operations.FEED: feed,
        operations.FEED_ANEW: feed,
        operations.ME: each_of(tokens, lambda token: get("/me", token)),
    }
