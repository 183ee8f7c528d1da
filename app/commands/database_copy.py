"""A consistent copy of the whole database, readable by its owner alone."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import URL, make_url

from app.config import Settings


def copy_database(settings: Settings, file: Path) -> None:
    """Copy the database to the new ``file``; raises ClickException when that fails."""
    url = make_url(settings.database)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    try:
        copy = copy_sqlite if url.get_backend_name() == "sqlite" else copy_postgres
        copy(url, file)
    except BaseException:
        file.unlink()  # half a copy must not pass for a whole one
        raise


def copy_sqlite(url: URL, file: Path) -> None:
    """Copy with SQLite's online backup, which blocks neither readers nor writers."""
    source = f"{Path(url.database or '').absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True)) as present,
        closing(sqlite3.connect(file)) as copy,
    ):
        present.backup(copy)


def copy_postgres(url: URL, file: Path) -> None:
    """Copy with pg_dump in its custom format, which pg_restore reads."""
    program = shutil.which("pg_dump")
    if program is None:
        raise click.ClickException("Install pg_dump, which copies PostgreSQL databases.")
    plain = url.set(drivername="postgresql", password=None)
    # The list of processes does not show a password in the environment.
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    command = [program, "--format=custom", f"--file={file}", f"--dbname={plain}"]
    if subprocess.run(command, env={**os.environ, **secret}, check=False).returncode:
        raise click.ClickException("pg_dump failed. See its output above.")
