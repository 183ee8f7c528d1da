"""The WSGI environment of a request that arrived by RSGI (PEP 3333; granian's RSGI 1.5)."""

import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, Any, Protocol

from app.web.body_reads import RECEIVED

WSGI = {
    "GATEWAY_INTERFACE": "CGI/1.1",
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Stagedoor",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,  # the input ends where the body does
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
    RECEIVED: True,
}
# Headers whose meaning ended with the reception of the body.
OF_THE_TRANSFER = frozenset({"content-length", "transfer-encoding", "expect"})


class Headers(Protocol):
    """The headers of a request; names are in lower case."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Every line, in order; a name may occur several times."""

    def get(self, name: str) -> str | None:
        """The value of the first line with this name."""

    def __contains__(self, name: str) -> bool: ...


class Scope(Protocol):
    """What granian says about a request."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Headers


def make_environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The environment of ``scope`` with its ``body``, which has ``size`` bytes.

    A header whose name has an underscore is dropped: in the environment it would look like the
    header with a hyphen, which proxies set and check.
    """
    environ: dict[str, Any] = WSGI.copy()
    environ["REQUEST_METHOD"] = scope.method
    environ["PATH_INFO"] = _as_latin1(scope.path)
    environ["QUERY_STRING"] = _as_latin1(scope.query_string)
    environ["SERVER_PROTOCOL"] = "HTTP/" + scope.http_version
    environ["SERVER_NAME"], environ["SERVER_PORT"] = _host_and_port(scope.server)
    environ["REMOTE_ADDR"] = scope.client.rpartition(":")[0].strip("[]")
    environ["wsgi.url_scheme"] = scope.scheme
    environ["wsgi.input"] = body
    for name, value in scope.headers.items():
        if "_" in name or name in OF_THE_TRANSFER:
            continue
        key = _key(name)
        if key in environ:
            value = environ[key] + (";" if name == "cookie" else ",") + value
        environ[key] = value
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""
    if size or "content-length" in scope.headers or "transfer-encoding" in scope.headers:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


@lru_cache(1024)
def _key(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key == "CONTENT_TYPE" else f"HTTP_{key}"


@lru_cache(16)
def _host_and_port(server: str) -> tuple[str, str]:
    host, _, port = server.rpartition(":")
    return host.strip("[]"), port


def _as_latin1(text: str) -> str:
    return text if text.isascii() else text.encode().decode("latin-1")
