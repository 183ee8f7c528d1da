"""A request that is sent to a server, or handed to the application in this process."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder

HOST = "localhost"


@dataclass(frozen=True)
class Request:
    """A request and the status that its answer must have."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200

    def to_bytes(self) -> bytes:
        """The request on the wire; the connection is kept."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"Content-Length: {len(self.body)}"] if self.method != "GET" else []
        return "\r\n".join([*lines, "", ""]).encode() + self.body

    def to_environ(self) -> dict[str, object]:
        """The request as a WSGI server hands it over."""
        return EnvironBuilder(
            self.path,
            base_url=f"http://{HOST}",
            method=self.method,
            headers=self.headers,
            data=self.body or None,
        ).get_environ()


def get(path: str, token: str = "", status: int = 200, **headers: str) -> Request:
    """A GET with a bearer token; ``if_none_match`` becomes the header If-None-Match."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(path, headers=_with_token(token, named), status=status)


def post_form(path: str, fields: dict[str, str], status: int = 200) -> Request:
    """A POST of form fields."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return Request(path, "POST", headers, urlencode(fields).encode(), status)


def send_json(
    path: str, token: str, body: object, *, method: str = "POST", status: int = 200
) -> Request:
    """A write of JSON with a bearer token."""
    headers = _with_token(token, {"Content-Type": "application/json"})
    return Request(path, method, headers, json.dumps(body).encode(), status)


def _with_token(token: str, headers: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers} if token else headers
