"""A real PostgreSQL of the installation's own: a primary and, where asked for, its standby."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tests.support.live_server import find_free_port

DEBIAN = Path("/usr/lib/postgresql")
PATIENCE = 30  # seconds
OWNERS = ("postgres", "pgserver")  # PostgreSQL refuses to run as root
# No power is lost here, so nothing waits for the disk; what is acknowledged is written anyway.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
fsync = off
full_page_writes = off
max_connections = 120
wal_level = replica
hot_standby = on
"""


class MissingProgramError(Exception):
    """A program that a fault needs is not installed; the text says which."""


def find_program(name: str) -> str:
    """Return the path of PostgreSQL's program; raises MissingProgramError."""
    folders = sorted(DEBIAN.glob("*/bin"), reverse=True)
    path = next((str(each / name) for each in folders if (each / name).exists()), None)
    path = path or shutil.which(name)
    if path is None:
        raise MissingProgramError(f"{name} of PostgreSQL is not installed")
    return path


class Postgres:
    """One server with its own folder and port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, find_free_port()
        self._owner = _owner()
        folder.mkdir(mode=0o755)
        if self._owner is not None:
            _open_parents(folder)
            shutil.chown(folder, self._owner.pw_name)

    @classmethod
    def create(cls, folder: Path) -> "Postgres":
        """A new, running server with an empty database ``stagedoor``."""
        server = cls(folder)
        options = ["--no-sync", "--auth=trust", "--username=stagedoor", "--encoding=UTF8"]
        server._run([find_program("initdb"), "--locale=C", *options, "-D", str(server._data)])
        server._write_settings()
        server.start()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE stagedoor")
        return server

    def make_standby(self, folder: Path, *, is_waited_for: bool = True) -> "Postgres":
        """A running standby; if it ``is_waited_for``, every commit on this server does."""
        standby = Postgres(folder)
        command = [find_program("pg_basebackup"), "-h", "127.0.0.1", "-p", str(self.port)]
        command += ["-U", "stagedoor", "-D", str(standby._data), "-R", "-X", "stream", "--no-sync"]
        standby._run([*command, "-c", "fast"])
        standby._write_settings()
        standby.start()
        if is_waited_for:
            self._configure("synchronous_standby_names = '*'")
        state = "sync" if is_waited_for else "async"
        self._wait_for(f"SELECT 1 FROM pg_stat_replication WHERE sync_state = '{state}'")
        return standby

    def promote(self) -> None:
        """Let the standby become the primary, which waits for no other."""
        self._configure("synchronous_standby_names = ''")
        self._control("promote", "-w")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._control("start", "-w", "-t", str(PATIENCE), "-l", str(self.folder / "log"))

    def stop(self, how: str = "immediate") -> None:
        """Stop it: ``immediate`` is a crash, ``fast`` ends transactions."""
        self._control("stop", "-m", how, "-w", check=False)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every process of it."""
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        command = ["pgrep", "-P", str(first)]
        children = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        for pid in (first, *map(int, children.split())):
            os.kill(pid, number)

    def url(self, name: str = "stagedoor") -> str:
        """The address for psycopg."""
        return f"postgresql://stagedoor@127.0.0.1:{self.port}/{name}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _write_settings(self) -> None:
        with (self._data / "postgresql.auto.conf").open("a") as file:
            file.write(SETTINGS.format(port=self.port, folder=self.folder))

    def _configure(self, line: str) -> None:
        with (self._data / "postgresql.auto.conf").open("a") as file:
            file.write(f"{line}\n")
        self._control("reload")

    def _wait_for(self, query: str) -> None:
        end = time.monotonic() + PATIENCE
        with psycopg.connect(self.url(), autocommit=True) as connection:
            while connection.execute(query).fetchone() is None:
                if time.monotonic() > end:
                    raise RuntimeError(f"PostgreSQL never got there: {query}")
                time.sleep(0.05)

    def _control(self, *arguments: str, check: bool = True) -> None:
        command = [find_program("pg_ctl"), "-D", str(self._data), *arguments]
        self._run(command, check=check)

    def _run(self, command: Sequence[str], *, check: bool = True) -> None:
        # Not captured: what is started keeps the pipe open.
        with (self.folder / "commands.log").open("ab") as log:
            subprocess.run(
                command,
                check=check,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self._owner.pw_uid if self._owner else None,
                group=self._owner.pw_gid if self._owner else None,
                extra_groups=[] if self._owner else None,
                start_new_session=True,
            )


def _owner() -> pwd.struct_passwd | None:
    """Who runs it when root starts it; None otherwise."""
    if os.getuid() != 0:
        return None
    for name in OWNERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise MissingProgramError("root cannot run PostgreSQL, and there is no user postgres")


def _open_parents(folder: Path) -> None:
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
