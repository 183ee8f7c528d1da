"""What the application sees of a request."""

import io
from types import SimpleNamespace

import pytest

from app.serving.request_environ import make_environ


class Lines(dict):
    """The header lines of a request: ``items`` gives each, also of one name."""

    def __init__(self, *lines):
        super().__init__(lines)
        self._lines = lines

    def items(self):
        return self._lines


def environ_of(*lines, size=0, **scope):
    defaults = {"method": "GET", "path": "/", "query_string": "", "scheme": "http"}
    defaults |= {"http_version": "1.1", "server": "127.0.0.1:5000", "client": "192.0.2.1:40000"}
    request = SimpleNamespace(**{**defaults, "authority": None, **scope}, headers=Lines(*lines))
    return make_environ(request, io.BytesIO(), size)


@pytest.mark.parametrize(
    "name", ["x_forwarded_for", "x-forwarded_for", "x_api_org", "content_length", "content_type"]
)
def test_a_name_with_an_underscore_is_dropped(name):
    environ = environ_of((name, "1"), ("host", "localhost"))
    assert [key for key in environ if key.startswith(("HTTP_", "CONTENT"))] == ["HTTP_HOST"]


def test_lines_of_one_name_are_one_value():
    environ = environ_of(("x-a", "1"), ("cookie", "a=1"), ("x-a", "2"), ("cookie", "b=2"))
    assert (environ["HTTP_X_A"], environ["HTTP_COOKIE"]) == ("1,2", "a=1;b=2")


def test_addresses_have_no_port_and_no_brackets():
    environ = environ_of(client="[2001:db8::1]:40000", server="[::1]:5000")
    keys = ("REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT")
    assert [environ[key] for key in keys] == ["2001:db8::1", "::1", "5000"]


def test_texts_are_bytes_in_latin_1_as_wsgi_says():
    environ = environ_of(path="/caffè/€", query_string="q=€")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/caffè/€"
    assert environ["QUERY_STRING"].encode("latin-1").decode() == "q=€"


def test_length_is_that_of_the_body_that_arrived():
    in_chunks = environ_of(("transfer-encoding", "chunked"), ("expect", "100-continue"), size=7)
    assert in_chunks["CONTENT_LENGTH"] == "7"
    assert not {"HTTP_TRANSFER_ENCODING", "HTTP_EXPECT"} & in_chunks.keys()
    assert environ_of(("content-length", "0"))["CONTENT_LENGTH"] == "0"
    assert "CONTENT_LENGTH" not in environ_of()


def test_host_may_be_in_the_request_line():
    assert environ_of(authority="localhost:5000")["HTTP_HOST"] == "localhost:5000"
    assert environ_of(("host", "here"), authority="there")["HTTP_HOST"] == "here"
