"""Receivers of webhooks in processes of their own, and what each has to take and to refuse."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.live_server import find_free_port
from tests.support.signed_webhooks import BODY, OLD_SECRET, SECRET, send, sign, wait_for


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[str]:
    """Run the command, in which ``{port}`` is where to listen, and yield its URL."""
    port = find_free_port()
    process = subprocess.Popen(
        [part.format(port=port) for part in command],
        cwd=folder,
        env=os.environ | {"WEBHOOK_SECRET": SECRET, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        wait_for(url)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def check(url: str) -> None:
    """Assert that the receiver takes what is genuine, and nothing else."""
    genuine = sign()
    assert send(url, genuine) == 204
    signatures = f"{sign(secret=OLD_SECRET)['webhook-signature']} {genuine['webhook-signature']}"
    assert send(url, genuine | {"webhook-signature": signatures}) == 204
    assert send(url, genuine, BODY.replace(b"spring", b"autumn")) == 401
    assert send(url, sign(BODY.replace(b" ", b""))) == 401
    assert send(url, sign(secret=OLD_SECRET)) == 401
    assert send(url, sign(ago=301)) == 401
    assert send(url, sign(ago=-320)) == 401
    assert send(url, genuine | {"webhook-id": "msg_2"}) == 401
    assert send(url, genuine | {"webhook-timestamp": "tomorrow"}) == 401
    assert send(url, genuine | {"webhook-signature": "v1,"}) == 401
    assert send(url, {}) == 401
