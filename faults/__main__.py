"""``python -m faults``: break everything, one after the other, and print what it cost.

``rolling`` and ``soak`` are further runs. Exits with 1 when something that must hold does not.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from faults import rolling, soak, table
from faults.fault import Fault, SkippedError, run
from faults.installation import Installation
from faults.machine.postgres import MissingProgramError
from faults.plan import FAULTS


def main() -> int:
    """Run what the command line asks for; the exit status."""
    # Nothing that was started goes on when this process is told to end.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))
    if sys.argv[1:2] in (["rolling"], ["soak"]):
        return {"rolling": rolling, "soak": soak}[sys.argv[1]].main(sys.argv[2:])
    options = _read_options()
    chosen = [
        replace(
            fault,
            choices=replace(
                fault.choices,
                seed=options.seed,
                proxy=options.proxy,
                repeats=options.repeats,
                callers=options.callers,
            ),
        )
        for fault in FAULTS
        if not options.only or fault.id in options.only.split(",")
    ]
    table.show_head()
    failed = 0
    for _choices, faults in groupby(chosen, key=lambda fault: repr(fault.choices)):
        failed += _run_all(list(faults), keep=options.keep)
    return 1 if failed else 0


def _run_all(faults: list[Fault], *, keep: bool) -> int:
    """Run faults of one installation; how many did not hold."""
    folder = Path(tempfile.mkdtemp(prefix="stagedoor-faults-"))
    folder.chmod(0o755)
    installation = None
    failed = 0
    try:
        installation = Installation(folder, faults[0].choices)
        for fault in faults:
            try:
                report = run(fault, installation)
            except SkippedError as reason:
                table.show_skip(fault, str(reason))
                continue
            table.show(report)
            failed += bool(report.complaints)
    except (MissingProgramError, FileNotFoundError) as reason:
        _skip_all(faults, str(reason))
    finally:
        if installation is not None:
            installation.close()
        if keep:
            print(f"       kept: {folder}")
    return failed


def _skip_all(faults: Iterable[Fault], reason: str) -> None:
    for fault in faults:
        table.show_skip(fault, reason)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    parser.add_argument(
        "--only", default="", help="faults, such as kill-server,restart; all by default"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the callers' choices")
    parser.add_argument("--repeats", type=int, default=0, help="kills and restarts of a fault")
    parser.add_argument("--callers", type=int, default=12)
    parser.add_argument("--proxy", default="", choices=["", "caddy", "nginx"])
    parser.add_argument("--keep", action="store_true", help="keep folders with logs")
    options = parser.parse_args()
    unknown = set(filter(None, options.only.split(","))) - {fault.id for fault in FAULTS}
    if unknown:  # running none would look as if all had held
        parser.error(f"There is no fault {', '.join(sorted(unknown))}.")
    return options


if __name__ == "__main__":
    sys.exit(main())
