"""Ending the connection of a client that does not take its answer."""

import os
import socket

from app.serving import connection


def text(address) -> str:
    return f"{address[0]}:{address[1]}"


def test_only_the_connection_of_this_client_ends():
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = server.getsockname()
        slow, other = (socket.create_connection(here) for _ in range(2))
        accepted = [server.accept()[0] for _ in range(2)]
        assert not connection.abort(text(slow.getsockname()), "127.0.0.1:1")
        assert connection.abort(text(slow.getsockname()), text(here))
        slow.settimeout(5)
        assert slow.recv(1) == b""
        accepted[1].sendall(b"x")
        assert other.recv(1) == b"x"
        for each in (slow, other, *accepted):
            each.close()


def test_a_client_that_has_left_has_no_connection():
    assert not connection.abort("127.0.0.1:1", "127.0.0.1:2")


def test_no_open_file_is_left_behind():
    reading, writing = os.pipe()
    before = os.listdir(connection.OPEN_FILES)
    connection.abort("127.0.0.1:1", "127.0.0.1:2")
    assert os.listdir(connection.OPEN_FILES) == before
    os.close(writing)
    assert os.read(reading, 1) == b""  # it has ended: nothing else holds its other end
    os.close(reading)
