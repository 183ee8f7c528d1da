"""What a database holds: its tables, and whether there is a row in any."""

from sqlalchemy import Connection, MetaData, Table, exists, select

from app.database.copies.sequences import TAKEN_ALONG

_OF_THE_DATABASE_ITSELF = {"alembic_version", TAKEN_ALONG}


def tables_of(connection: Connection) -> dict[str, Table]:
    """Return the application's tables by name, as the database describes them."""
    metadata = MetaData()
    metadata.reflect(connection)
    names = sorted(metadata.tables.keys() - _OF_THE_DATABASE_ITSELF)
    return {name: metadata.tables[name] for name in names}


def holds_data(connection: Connection) -> bool:
    """Whether any table has a row."""
    tables = tables_of(connection).values()
    return any(connection.scalar(select(exists().select_from(table))) for table in tables)
