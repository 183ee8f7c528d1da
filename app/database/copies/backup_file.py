"""A backup: one SQLite file with every row, whichever engine the database runs on.

So a backup needs no other program, fits each version of PostgreSQL, and restores on either engine.
"""

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from app.database import migrations
from app.database.copies import sequences
from app.database.copies.content import tables_of
from app.database.copies.engines import engine_of, replacement, snapshot
from app.database.copies.errors import CopyError
from app.database.copies.rows import Report, replace_rows, require_same_columns
from app.extensions import db

BUSY_SECONDS = 8


def write(database: Engine, file: Path, report: Report) -> None:
    """Write the database as of one moment into the new ``file``, for its owner's eyes alone.

    The file appears when it is whole. Raises FileExistsError when there is one, and CopyError.
    """
    part = file.with_name(f"{file.name}.part")
    create(part)
    try:
        if database.dialect.name == "sqlite":
            with closing(_open_read_only(_path_of(database))) as present:
                copy_pages(present, part)
        else:
            _copy_rows(database, part, report)
        _close_log(part)
        os.link(part, file)  # unlike a rename it replaces nothing
    finally:
        part.unlink()


def read(file: Path, stage: Path) -> Engine:
    """Copy the backup to the new file ``stage``, bring that to the newest migration, and return it.

    Raises CopyError when ``file`` is no whole backup, or one of a newer version, and OSError.
    """
    file.open("rb").close()  # SQLite's own error tells no reason
    create(stage)
    try:
        with closing(_open_read_only(file)) as backup:
            _require_backup(backup)
            copy_pages(backup, stage)
    except sqlite3.DatabaseError:
        raise CopyError("It is no backup: not a SQLite file, or a damaged one.") from None
    engine = engine_of(f"sqlite:///{stage}")
    try:
        migrations.upgrade(engine)
        with snapshot(engine) as connection:
            tables = tables_of(connection)
    except NoSuchTableError as error:
        raise CopyError(f"It is no whole backup: the table {error} is missing.") from None
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise CopyError(f"It cannot be brought to the newest migration: {cause}.") from None
    # SQLite's pages are copied as they are: what is missing here would be lost there.
    require_same_columns(tables, dict(db.metadata.tables))
    return engine


def copy_pages(source: sqlite3.Connection, file: Path) -> None:
    """Make the SQLite database ``file`` equal to ``source``, in one transaction.

    Raises CopyError when another program holds its lock.
    """
    with closing(sqlite3.connect(file, timeout=0)) as copy:
        source.backup(copy, progress=_patience(), sleep=0.1)


def create(file: Path) -> None:
    """Create the empty file, readable by its owner; raises FileExistsError, or another OSError."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _copy_rows(database: Engine, file: Path, report: Report) -> None:
    with snapshot(database) as source:
        revision = migrations.applied(source)
        assert revision is not None
        target = engine_of(f"sqlite:///{file}")
        migrations.upgrade(target, revision)
        with replacement(target) as connection:
            replace_rows(source, connection, report)
            sequences.take_along(connection, sequences.last_values(source))


def _open_read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _path_of(database: Engine) -> Path:
    return Path(database.url.database or "")


def _close_log(file: Path) -> None:
    """Leave one file: without a write-ahead log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _require_backup(backup: sqlite3.Connection) -> None:
    """Raise CopyError unless it is undamaged, of a migration that is known here, and only data."""
    damage = backup.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if damage != "ok":
        raise CopyError(f"It is damaged: {damage}.")
    revision = _revision_of(backup)
    # Written by someone else: it would act in each migration, and later in the server.
    if backup.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone():
        raise CopyError("It has triggers or views, which no backup of Stagedoor has.")
    if revision > migrations.newest():
        raise CopyError("It was made by a newer version of Stagedoor. Install that one first.")
    if migrations.is_unreleased(revision):
        raise CopyError("It was made before the first release, and cannot be migrated.")


def _revision_of(backup: sqlite3.Connection) -> str:
    exists = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if backup.execute(exists).fetchone():
        rows = backup.execute("SELECT version_num FROM alembic_version LIMIT 2").fetchall()
        if len(rows) == 1 and re.fullmatch("[0-9]{4}", str(rows[0][0])):
            return str(rows[0][0])
    raise CopyError("It is no backup of Stagedoor.")


def _patience() -> Callable[[int, int, int], None]:
    """Return a callback of sqlite3's backup, which by itself would wait for a lock for ever."""
    end = time.monotonic() + BUSY_SECONDS

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > end:
            raise CopyError("Another program holds the database's lock. Stop it first.")

    return look
