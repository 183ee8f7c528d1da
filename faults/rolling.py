"""A rolling upgrade under load: the servers are replaced one after the other, and nothing fails.

``python -m faults rolling`` starts both servers from the commit before the newest migration, with
that commit's tables, migrates while they serve, and replaces them by the present code.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from faults import table
from faults.fault import Fault, Report, Window, kind_of
from faults.installation import Choices, Installation, command_of
from faults.machine.process import PROJECT, Process

PAUSE = 2.0  # seconds under load between two steps
RATE, CALLERS = 100, 12  # requests a second, all in all


def main(arguments: list[str]) -> int:
    """Upgrade as the command line asks; the exit status."""
    options = _read_options(arguments)
    folder = Path(tempfile.mkdtemp(prefix="stagedoor-rolling-"))
    folder.chmod(0o755)
    older = folder / "older"
    commit = options.older or _commit_before_newest_migration()
    _git("worktree", "add", "--detach", str(older), commit)
    try:
        install = ["make", "--silent", "-C", str(older), ".venv/.synced-to-run"]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        print(f"from {commit[:10]} to the present code, behind {options.proxy}", flush=True)
        report = _upgrade(folder, older, options)
    finally:
        shutil.rmtree(older, ignore_errors=True)
        _git("worktree", "prune")
    table.show_head()
    table.show(report)
    return 1 if report.complaints else 0


def _upgrade(folder: Path, older: Path, options: argparse.Namespace) -> Report:
    choices = Choices(callers=CALLERS, pause=CALLERS / options.rate, proxy=options.proxy)
    with closing(Installation(folder, choices, code=older)) as installation:
        window = Window()
        load = installation.load("rolling")
        load.start()
        time.sleep(PAUSE)
        _note(window, "migrates")
        installation.migrate()
        _note(window, "is migrated")
        time.sleep(PAUSE)
        for _time in range(options.times):
            for server in installation.servers:
                _replace(server, window)
        load.stop()
        window.end()
        fault = Fault("rolling", "both servers replaced", lambda _all: window, allowed=(), ready=0)
        outcomes = installation.ledger.outcomes
        window.remarks += [
            f"{each.began - window.began:5.1f} s: {each.act} failed after"
            f" {each.ended - each.began:.2f} s: {kind_of(each)} {each.server}"
            for each in installation.ledger.failures[:20]
        ]
        return Report(fault, outcomes, window, installation.check() + installation.surprises())


def _replace(server: Process, window: Window) -> None:
    _note(window, "a server is told to end")
    took = server.stop()
    _note(window, f"it ended after {took:.1f} s")
    server.folder, server.command = PROJECT, command_of(PROJECT, "serve")
    server.start_again()
    server.wait_until_ready()
    _note(window, "its successor is ready")
    time.sleep(PAUSE)


def _note(window: Window, text: str) -> None:
    window.remarks.append(f"{time.monotonic() - window.began:5.1f} s: {text}")


def _commit_before_newest_migration() -> str:
    added = ("--diff-filter=A", "-1", "--format=%H", "--", "migrations/versions")
    return _git("rev-parse", _git("log", *added) + "^")


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults rolling", description=__doc__)
    parser.add_argument("--older", default="", help="the commit to begin with")
    parser.add_argument("--rate", type=int, default=RATE, help="requests a second")
    parser.add_argument("--times", type=int, default=1, help="how often both are replaced")
    parser.add_argument("--proxy", default="nginx", choices=["nginx", "caddy"])
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
