"""The database's kind, version and size, for operators."""

import shutil
from pathlib import Path

from sqlalchemy import Engine, text

from app.extensions import db

LEAST_ROOM = 4 * 1024 * 1024  # bytes; below it the next transactions may fail
_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def kind() -> str:
    """Return its name and version: "PostgreSQL 16.4"."""
    dialect = db.session.connection().dialect
    version = ".".join(map(str, dialect.server_version_info or ()))
    return f"{_NAMES.get(dialect.name, dialect.name)} {version}".strip()


def is_for_one_machine() -> bool:
    """Whether it can only be used by processes on one machine."""
    return bool(db.engine.dialect.name == "sqlite")


def find_shortage(engine: Engine) -> str | None:
    """Return "disk_full" when SQLite's file can hardly grow, else None.

    PostgreSQL's disk is another machine's.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    folder = Path(engine.url.database).absolute().parent
    return "disk_full" if shutil.disk_usage(folder).free < LEAST_ROOM else None


def size() -> int:
    """Return its bytes on disk, without the write-ahead log."""
    return int(db.session.scalar(text(_SIZE[db.engine.dialect.name])) or 0)
