"""Large answers hold a place until their client has taken them, on real connections."""

import socket
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from app.cap import BusyError, Cap
from app.serving import deliveries
from app.serving.deliveries import Deliveries
from app.serving.request_body import Pace

ANSWER = b"x" * 100_000
HERE, THERE = "192.0.2.1", "198.51.100.7"


def text(address) -> str:
    return f"{address[0]}:{address[1]}"


@pytest.fixture
def connect(monkeypatch):
    """A function that opens a connection: the client's end, the server's and its scope."""
    monkeypatch.setattr(deliveries, "BEGINNING", 0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        opened = []

        def connect():
            client = socket.socket()
            # Less than an answer: the client confirms the rest only as it reads.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(5)
            client.connect(listener.getsockname())
            server = listener.accept()[0]
            opened.extend([client, server])
            ends = {"client": text(client.getsockname()), "server": text(listener.getsockname())}
            return client, server, SimpleNamespace(**ends)

        yield connect
        for each in opened:
            each.close()


@pytest.fixture
def under_way() -> Deliveries:
    """One place for large answers."""
    return Deliveries(Cap(1), Cap(1))


def is_free(under_way: Deliveries) -> bool:
    try:
        under_way.take(under_way.large, HERE).release()
    except BusyError:
        return False
    return True


def deliver(under_way: Deliveries, connection, network: str = HERE) -> None:
    _client, server, scope = connection
    place = under_way.take(under_way.large, network)
    server.sendall(ANSWER)
    under_way.add(scope, len(ANSWER), place, network)


def read(client: socket.socket) -> None:
    left = len(ANSWER)
    while left:
        left -= len(client.recv(left))


def end_by_reading(connection, _under_way: Deliveries) -> None:
    read(connection[0])


def end_by_leaving(connection, _under_way: Deliveries) -> None:
    connection[0].close()
    connection[1].close()


def end_by_next_request(connection, under_way: Deliveries) -> None:
    under_way.end(connection[2].client)


@pytest.mark.parametrize("end", [end_by_reading, end_by_leaving, end_by_next_request])
def test_place_is_free_when_the_client_has_taken_its_answer(connect, under_way, end: Callable):
    connection = connect()
    deliver(under_way, connection)
    assert not is_free(under_way)
    end(connection, under_way)
    assert is_free(under_way)
    assert not under_way.unread


def test_place_is_held_while_the_server_may_not_have_begun(connect, under_way, monkeypatch):
    monkeypatch.setattr(deliveries, "BEGINNING", 60)
    under_way.add(connect()[2], 1, under_way.take(under_way.large, HERE), HERE)
    assert not is_free(under_way)


def test_a_second_answer_on_a_connection_has_the_place_of_the_first(connect, under_way):
    connection = connect()
    deliver(under_way, connection)
    under_way.add(connection[2], 1, under_way.take(under_way.streams, HERE), HERE)
    assert is_free(under_way)
    read(connection[0])
    under_way.look()
    assert under_way.take(under_way.streams, HERE)


def test_client_that_does_not_take_its_answer_loses_its_connection(connect, under_way, monkeypatch):
    slow, quick = connect(), connect()
    deliver(under_way, slow)
    under_way.add(quick[2], 1, under_way.take(under_way.streams, HERE), HERE)
    under_way.look()
    slow[1].send(b"more")  # it is still open
    monkeypatch.setattr(deliveries, "PACE", Pace(grace=0, rate=1 << 60, deadline=1))
    under_way.look()
    with pytest.raises(BrokenPipeError):
        slow[1].send(b"more")
    quick[1].send(b"more")
    assert is_free(under_way)
    assert not under_way.unread


def test_network_with_most_unread_answers_loses_its_oldest_to_another(connect, monkeypatch):
    two, first, second = Deliveries(Cap(2), Cap(1)), connect(), connect()
    deliver(two, first)
    deliver(two, second)
    with pytest.raises(BusyError):  # they may still be read
        two.take(two.large, THERE)
    monkeypatch.setattr(deliveries, "UNDISTURBED", 0)
    with pytest.raises(BusyError):
        two.take(two.large, HERE)
    deliver(two, connect(), THERE)
    with pytest.raises(BrokenPipeError):
        first[1].send(b"more")
    second[1].send(b"more")
    with pytest.raises(BusyError):  # both have as many
        two.take(two.large, THERE)
