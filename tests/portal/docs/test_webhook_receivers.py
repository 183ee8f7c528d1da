"""The receivers of the guide about webhooks, run as copied, with signatures of a library."""

import shutil
import sys

import pytest

from app.portal.docs import facts, samples
from app.portal.docs.reader import ANONYMOUS
from tests.support.receivers import check, running

COMMANDS = {
    "webhook.py": [sys.executable, "webhook.py"],
    "webhook.mjs": ["node", "webhook.mjs"],
    "webhook.php": ["php", "-S", "127.0.0.1:{port}", "webhook.php"],
}
BY_INTEROP = {"webhook.go"}  # compiling it takes long: tests/interop/test_webhooks.py


@pytest.mark.parametrize("name", COMMANDS)
def test_receiver_takes_what_is_genuine_and_nothing_else(name, context, tmp_path):
    command = COMMANDS[name]
    if shutil.which(command[0]) is None:
        pytest.skip(f"There is no {command[0]} here.")
    (tmp_path / name).write_text(samples.fill_in(name, ANONYMOUS))
    with running(command, tmp_path) as url:
        check(url)


def test_every_receiver_of_the_guide_is_run():
    names = {name for _language, name in facts.WEBHOOK_RECEIVERS}
    assert names == COMMANDS.keys() | BY_INTEROP
