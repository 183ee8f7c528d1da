"""One of those who are measured side by side."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.http_request import Request
from benchmarks.servers import Server

# Returns so many requests, ready to be sent. None of them is used twice.
MakeRequests = Callable[[int], list[Request]]
# The headers, by lower-case name, and the body of the answer to a request.
Ask = Callable[[Request], tuple[dict[str, str], bytes]]


@dataclass(frozen=True)
class Side:
    """A server, and how each operation is asked of it."""

    name: str
    server: Server
    requests: dict[str, MakeRequests]


def repeat(request: Request) -> MakeRequests:
    """The same request again and again."""
    return lambda count: [request] * count


def each_of(values: list[str], make: Callable[[str], Request]) -> MakeRequests:
    """A request for each value in turn, from the first again after the last."""
    return lambda count: [make(values[number % len(values)]) for number in range(count)]


def spend(values: list[str], make: Callable[[str], Request]) -> MakeRequests:
    """A request for each value, which is then taken off the list."""
    return lambda count: [make(values.pop()) for _number in range(count)]
