"""A real primary with a streaming replica, once a session."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from faults.machine.postgres import MissingProgramError, Postgres
from tests.support.databases import migrate


class Replicated(NamedTuple):
    """Two servers, the second of which follows the first."""

    primary: Postgres
    replica: Postgres

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let the replica receive what the primary writes, and show nothing of it."""
        with psycopg.connect(self.replica.url(), autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")
            try:
                yield
            finally:
                connection.execute("SELECT pg_wal_replay_resume()")


@pytest.fixture(scope="session")
def replicated() -> Iterator[Replicated]:
    """A migrated database and its replica; skips where PostgreSQL's programs are missing."""
    # Not in pytest's folder, which each further run closes to the user who runs PostgreSQL.
    folder = Path(tempfile.mkdtemp(prefix="stagedoor-replicated-"))
    servers = []
    try:
        servers.append(Postgres.create(folder / "primary"))
        migrate(servers[0].url(), home=folder)
        servers.append(servers[0].make_standby(folder / "replica", is_waited_for=False))
        yield Replicated(*servers)
    except MissingProgramError as error:
        pytest.skip(str(error))
    finally:
        for server in reversed(servers):
            with suppress(OSError):
                server.stop()
        shutil.rmtree(folder)
