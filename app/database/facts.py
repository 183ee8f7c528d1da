"""The database's kind, version and size, for operators."""

from sqlalchemy import text

from app.extensions import db

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


def size() -> int:
    """Return its bytes on disk, without the write-ahead log."""
    return int(db.session.scalar(text(_SIZE[db.engine.dialect.name])) or 0)
