"""A client in a process of its own, and the person it sends to the browser."""

import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

WAITING = 60  # seconds for a whole flow


def run(command: list[str], world: dict[str, Any], visit: Callable[[str], str]) -> dict[str, Any]:
    """Run the client until it reports, and return the facts that it found.

    It prints a line of JSON for each address that its person shall visit, and reads a line with
    the address that the person was sent back to. Fails with what it printed when it gives up.
    """
    process = subprocess.Popen(
        [*command, json.dumps(world)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    timer = threading.Timer(WAITING, process.kill)
    timer.start()
    try:
        facts = _converse(process, visit)
        _printed, complaint = process.communicate()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
    assert facts is not None, f"{Path(command[-1]).name} gave up:\n{complaint}"
    return facts


def _converse(process, visit) -> dict[str, Any] | None:
    for line in process.stdout:
        message = json.loads(line)
        if "facts" in message:
            return message["facts"]
        process.stdin.write(f"{visit(message['visit'])}\n")
        process.stdin.flush()
    return None
