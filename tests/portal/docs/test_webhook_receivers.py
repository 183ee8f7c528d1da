"""The receivers of the guide about webhooks, run as copied, with signatures of a library."""

import os
import shutil
import subprocess
import sys

import pytest

from app.portal.docs import facts, samples
from app.portal.docs.reader import ANONYMOUS
from tests.support.live_server import find_free_port
from tests.support.signed_webhooks import BODY, OLD_SECRET, SECRET, send, sign, wait_for

COMMANDS = {
    "webhook.py": [sys.executable, "webhook.py"],
    "webhook.mjs": ["node", "webhook.mjs"],
    "webhook.php": ["php", "-S", "127.0.0.1:{port}", "webhook.php"],
    "webhook.go": ["go", "run", "webhook.go"],
}


@pytest.fixture(params=COMMANDS)
def receiver(request, context, tmp_path):
    """The URL of the program in one language, running."""
    program, port = COMMANDS[request.param], find_free_port()
    if shutil.which(program[0]) is None:
        pytest.skip(f"There is no {program[0]} here.")
    (tmp_path / request.param).write_text(samples.fill_in(request.param, ANONYMOUS))
    process = subprocess.Popen(
        [part.format(port=port) for part in program],
        cwd=tmp_path,
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
        os.killpg(process.pid, 9)
        process.wait()


def test_receiver_takes_what_is_genuine_and_nothing_else(receiver):
    assert send(receiver, sign()) == 204
    rotating = sign()
    rotating["webhook-signature"] = (
        f"{sign(secret=OLD_SECRET)['webhook-signature']} {rotating['webhook-signature']}"
    )
    assert send(receiver, rotating) == 204
    assert send(receiver, sign(), BODY.replace(b"spring", b"autumn")) == 401
    assert send(receiver, sign(BODY.replace(b" ", b""))) == 401
    assert send(receiver, sign(secret=OLD_SECRET)) == 401
    assert send(receiver, sign(ago=301)) == 401
    assert send(receiver, sign(ago=-320)) == 401
    assert send(receiver, sign() | {"webhook-id": "msg_2"}) == 401
    assert send(receiver, sign() | {"webhook-timestamp": "tomorrow"}) == 401
    assert send(receiver, sign() | {"webhook-signature": "v1,"}) == 401
    assert send(receiver, {}) == 401


def test_every_receiver_of_the_guide_is_run():
    assert {name for _language, name in facts.WEBHOOK_RECEIVERS} == set(COMMANDS)
