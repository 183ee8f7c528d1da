"""The id of the current request: its answer, its log lines and what it did all bear it."""

from flask import request

KEY = "stagedoor.request_id"  # in the WSGI environment, which no caller can set


def current() -> str:
    """The id, such as ``req_k3v9…``; always ours, whatever the caller sends."""
    return str(request.environ.get(KEY, ""))
