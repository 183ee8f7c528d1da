"""What the database is and how big it is, for whoever keeps it."""

from sqlalchemy import text

from app.extensions import db

_SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def kind() -> str:
    """Its name and version: "PostgreSQL 16.4"."""
    dialect = db.session.connection().dialect
    version = ".".join(map(str, dialect.server_version_info or ()))
    return f"{_NAMES.get(dialect.name, dialect.name)} {version}".strip()


def is_for_one_machine() -> bool:
    """Whether only processes of one machine can share it."""
    return bool(db.engine.dialect.name == "sqlite")


def size() -> int:
    """Bytes on disk, without the write-ahead log."""
    return int(db.session.scalar(text(_SIZE[db.engine.dialect.name])) or 0)
