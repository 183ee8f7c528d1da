"""Makes a database equal to a backup or to another database, whichever engines they run on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from app.database import migrations
from app.database.copies import backup_file, sequences
from app.database.copies.content import holds_data
from app.database.copies.engines import replacement, snapshot
from app.database.copies.errors import CopyError
from app.database.copies.rows import Report, replace_rows

LOST_CHANGES = 1_000_000  # change numbers that a team skips when those after a backup are lost


def is_empty(database: Engine) -> bool:
    """Whether the database has no row, and perhaps no table; a missing SQLite file is empty."""
    if database.dialect.name == "sqlite" and not Path(database.url.database or "").exists():
        return True
    with snapshot(database) as connection:
        return not holds_data(connection)


@contextmanager
def staged(file: Path, folder: Path) -> Iterator[Engine]:
    """Provide the backup as a database of the newest migration, in ``folder`` for the moment."""
    stage = folder / f"{file.name}.stage"
    try:
        yield backup_file.read(file, stage)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            stage.with_name(stage.name + suffix).unlink(missing_ok=True)


def forget_walks(stage: Engine) -> None:
    """Let every mirror read its teams from the beginning.

    Mirrors may have read changes that are in no backup; their numbers are not given out again.
    """
    statement = "UPDATE team SET change_seq = change_seq + :n, forgotten_seq = change_seq + :n"
    with stage.begin() as connection:
        connection.execute(text(statement), {"n": LOST_CHANGES})


def fill(database: Engine, source: Engine, report: Report) -> int:
    """Replace what ``database`` holds by what ``source`` holds; return the number of rows.

    In one transaction, but for the tables of ``database``, which get the migrations of ``source``
    beforehand. Raises CopyError.
    """
    with snapshot(source) as origin:
        revision = migrations.applied(origin)
        if revision is None:
            raise CopyError("There is nothing to copy: the database has no tables.")
        _migrate(database, revision)
        with replacement(database) as target:
            return sum(replace_rows(origin, target, report).values())


def fill_file(database: Path, stage: Engine) -> None:
    """Replace the SQLite database by the staged backup, page by page, in one transaction."""
    with replacement(stage) as connection:
        sequences.continue_after(connection, sequences.last_values(connection))
        sequences.forget_taken_along(connection)
    if not database.exists():
        backup_file.create(database)
    with closing(sqlite3.connect(stage.url.database or "")) as source:
        backup_file.copy_pages(source, database)


def _migrate(database: Engine, revision: str) -> None:
    with database.connect() as connection:
        present = migrations.applied(connection)
    if present is not None and present > revision:
        raise CopyError(
            f"The database to fill has migration {present}, the other one {revision}."
            " Run there first: stagedoor db upgrade"
        )
    migrations.upgrade(database, revision)
