"""A caller over HTTP: keeps its connection, notes each outcome, and never follows a redirect."""

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from faults.ledger import Ledger, Outcome

PATIENCE = 30  # seconds
FORM = "application/x-www-form-urlencoded"


class NoAnswerError(Exception):
    """The connection ended, or nothing came in time: no one knows what became of the request."""


class UnavailableError(Exception):
    """The service said that it cannot: 5xx."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Caller:
    """One program or browser; ``cookies`` are kept as a browser keeps them."""

    def __init__(self, url: str, ledger: Ledger) -> None:
        self._target, self._ledger = urlsplit(url), ledger
        self._connection: http.client.HTTPConnection | None = None
        self.cookies: dict[str, str] = {}

    def get(self, act: str, path: str, **headers: str) -> Answer:
        """The answer to a GET."""
        return self.send(act, "GET", path, headers)

    def post_form(self, act: str, path: str, fields: Mapping[str, Any], **headers: str) -> Answer:
        """The answer to a form."""
        body = urlencode(fields, doseq=True).encode()
        return self.send(act, "POST", path, {"Content-Type": FORM, **headers}, body)

    def send(
        self, act: str, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """The answer below 500; raises NoAnswerError or UnavailableError. Notes the outcome."""
        began = self._ledger.begin()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            answer = self._exchange(method, path, sent, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            kind = type(error).__name__
            self._ledger.end(Outcome(act, began, time.monotonic(), None, kind, is_proper=False))
            raise NoAnswerError(kind) from error
        proper = answer.status < 500 or _is_proper(answer, path)
        shown = "" if proper else f"{path[:40]} {dict(answer.headers)} {answer.body[:80]!r}"
        by = answer.headers.get("server", "")
        outcome = Outcome(act, began, time.monotonic(), answer.status, "", proper, by, shown)
        self._ledger.end(outcome)
        if answer.status >= 500:
            raise UnavailableError(str(answer.status))
        return answer

    def close(self) -> None:
        """Give up the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.request(method, path, body or None, dict(headers))
            response = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if method != "GET":
                raise
            # As every client does with a kept connection that has ended: a GET can be repeated.
            self._connection.close()
            self._connection = self._connect()
            self._connection.request(method, path, None, dict(headers))
            response = self._connection.getresponse()
        content = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                for cookie in SimpleCookie(value).values():
                    self.cookies[cookie.key] = cookie.value
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, content)

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._target.hostname or "", self._target.port
        if self._target.scheme == "https":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)
        return http.client.HTTPConnection(host, port, timeout=PATIENCE)


def _is_proper(answer: Answer, path: str) -> bool:
    """Whether a failure says when to come back, and is JSON for programs and a page for people."""
    if answer.status not in {503, 507} or "retry-after" not in answer.headers:
        return False
    is_for_programs = path.startswith(("/api/", "/oauth/token", "/oauth/revoke"))
    return ("json" in answer.headers.get("content-type", "")) == is_for_programs
