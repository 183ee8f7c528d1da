"""One figure: the best of several rounds."""

from dataclasses import dataclass

from benchmarks import load
from benchmarks.databases import Databases
from benchmarks.http_request import Request
from benchmarks.servers import Server


@dataclass(frozen=True)
class Figure:
    """What a request costs: processor time of server and database, and how many a second."""

    server_seconds: float
    database_seconds: float
    rate: float

    @property
    def seconds(self) -> float:
        """Processor time, of both."""
        return self.server_seconds + self.database_seconds


def measure(server: Server, databases: Databases, requests: list[Request]) -> Figure:
    """Send the requests, one after another."""
    server_before, database_before = server.processor_seconds(), databases.processor_seconds()
    took = load.send(server.port, requests)
    count = len(requests)
    return Figure(
        (server.processor_seconds() - server_before) / count,
        (databases.processor_seconds() - database_before) / count,
        count / took,
    )


def best(figures: list[Figure]) -> Figure:
    """The figure with the least processor time: what disturbs only ever adds."""
    return min(figures, key=lambda figure: figure.seconds)
