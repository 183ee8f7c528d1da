"""Stagedoor, with all its operations."""

from functools import partial

from benchmarks import load
from benchmarks.installation.installation import Installation
from benchmarks.servers import Server
from benchmarks.side import Ask, MakeRequests, Side
from benchmarks.stagedoor.pages import page_requests
from benchmarks.stagedoor.reads import read_requests
from benchmarks.stagedoor.tokens import token_requests
from benchmarks.stagedoor.writes import write_requests

NAME = "Stagedoor"


def stagedoor(installation: Installation, server: Server) -> Side:
    """The side for a running server."""
    return Side(NAME, server, requests_of(installation, partial(load.ask, server.port)))


def requests_of(installation: Installation, ask: Ask) -> dict[str, MakeRequests]:
    """The requests of all operations."""
    return (
        read_requests(installation, ask)
        | token_requests(installation)
        | page_requests(installation)
        | write_requests(installation)
    )
