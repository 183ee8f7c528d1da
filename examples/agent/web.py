"""Requests and answers, with what Python brings."""

import json
from dataclasses import dataclass
from email.message import Message
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TIMEOUT = 20  # seconds


@dataclass(frozen=True)
class Answer:
    """The status, headers and JSON object of an answer; ``{}`` for any other body."""

    status: int
    headers: Message
    json: dict


def get(address: str, *, token: str | None = None) -> Answer:
    """Get ``address``, with ``token`` in the header if there is one."""
    return _send(Request(address, headers={"Authorization": f"Bearer {token}"} if token else {}))


def post_form(address: str, fields: dict[str, str]) -> Answer:
    """Send a form."""
    return _send(Request(address, data=urlencode(fields).encode()))


def post_json(address: str, values: dict) -> Answer:
    """Send a JSON object."""
    headers = {"Content-Type": "application/json"}
    return _send(Request(address, data=json.dumps(values).encode(), headers=headers))


def _send(request: Request) -> Answer:
    request.add_header("Accept", "application/json")
    try:
        answer = urlopen(request, timeout=TIMEOUT)
    except HTTPError as refused:
        answer = refused  # it can be read like any other
    with answer:
        try:
            body = json.load(answer)
        except ValueError:
            body = {}
    return Answer(answer.status, answer.headers, body if isinstance(body, dict) else {})
