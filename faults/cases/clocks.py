"""The clock of the servers jumps, by libfaketime."""

import time
from pathlib import Path

from faults.caller import Caller
from faults.check_invariants import Finding
from faults.fault import SkippedError, Window
from faults.installation import Installation
from tests.support.factories import REDIRECT_URI

LIBRARIES = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime")
JUMPS = ("+1h", "-1h", "+1d", "-23h", "+0")
EACH = 3.0  # seconds
PAUSE = 2.0  # seconds, until the proxy has noticed that a server is back
REPLAYED = 3  # codes


def find_library() -> str:
    """Return libfaketime's path; raises SkippedError."""
    for folder in LIBRARIES:
        path = Path(folder) / "libfaketimeMT.so.1"
        if path.exists():
            return str(path)
    raise SkippedError("libfaketime is not installed")


def jump(installation: Installation) -> Window:
    """Servers and worker believe another hour, then another day, and so on."""
    clock = installation.folder / "clock"
    clock.write_text("+0\n")
    fake = {
        "LD_PRELOAD": find_library(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    processes = [*installation.servers, *([installation.worker] if installation.worker else [])]
    for process in processes:
        process.stop()
        process.start_again(**fake)
        process.wait_until_ready()
        time.sleep(PAUSE)
    window = Window()  # what a proxy answers while its servers are replaced is another fault
    for moment in JUMPS:
        clock.write_text(f"{moment}\n")
        time.sleep(EACH)
    window.end()
    _replay_codes(installation, window)
    return window


def _replay_codes(installation: Installation, window: Window) -> None:
    """Spent codes stay spent; showing one ends what it got, so the ledger notes that."""
    accounts = {account.client_id: account for account in installation.accounts}
    families = [each for each in installation.ledger.families if each.client_id in accounts]
    caller = Caller(installation.url, installation.ledger)
    for family in families[:REPLAYED]:
        account = accounts[family.client_id]
        answer = caller.post_form(
            "replay",
            "/oauth/token",
            {
                "grant_type": "authorization_code",
                "code": family.code,
                "redirect_uri": REDIRECT_URI,
                "client_id": account.client_id,
                "client_secret": account.client_secret,
            },
        )
        family.is_revoked = True
        if answer.status != 400:
            text = f"a spent code was answered {answer.status}"
            window.findings.append(Finding("J3", "revived", text))
