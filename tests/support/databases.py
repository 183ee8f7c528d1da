"""Fixtures for databases: migrated once a session, copied for each test."""

import shutil
import sqlite3
import threading
from pathlib import Path

import flask_migrate
import pytest
import redis

from app.extensions import db
from app.factory import create_app
from tests.support import kept_connections
from tests.support.postgres_server import run_postgres
from tests.support.redis_server import run_redis
from tests.support.settings import make_settings

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc):
    """Run a test marked ``both_databases`` once an engine."""
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_engine", ENGINES, indirect=True)


@pytest.fixture
def database_engine(request) -> str:
    """``sqlite``, or each of both where the test is marked ``both_databases``."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def database_url(database_engine, request) -> str:
    """The address of a migrated, empty database of the test's own."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[database_engine]
    return request.getfixturevalue(fixture)


@pytest.fixture
def blank_database_url(database_engine, request) -> str:
    """The address of a database without any table, for tests of the migrations themselves."""
    if database_engine == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path') / 'blank.db'}"
    server = request.getfixturevalue("postgres_server")
    return server.url(server.create_database())


@pytest.fixture
def sqlite_url(migrated_sqlite_file, tmp_path) -> str:
    """The address of a migrated SQLite file of the test's own."""
    path = tmp_path / "stagedoor.db"
    shutil.copy(migrated_sqlite_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server, migrated_postgres_database):
    """The address of a migrated, empty PostgreSQL database; tests of one worker take turns."""
    yield postgres_server.url(migrated_postgres_database)
    stop_timers()
    postgres_server.empty_database(migrated_postgres_database)


def stop_timers() -> None:
    """Let no application of this test write later, into the next test's database."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
            thread.join()


@pytest.fixture(scope="session")
def redis_server():
    """The address of a running Redis server."""
    with run_redis() as url:
        yield url


@pytest.fixture
def redis_url(redis_server) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_server) as connection:
        connection.flushall()
    return redis_server


@pytest.fixture(scope="session")
def postgres_server():
    """A running PostgreSQL server."""
    with run_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres_database(postgres_server, tmp_path_factory) -> str:
    """The name of a migrated database."""
    name = postgres_server.create_database()
    migrate(postgres_server.url(name), home=tmp_path_factory.mktemp("postgres"))
    kept_connections.DATABASES.add(name)
    return name


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory):
    """The path of a migrated SQLite file that nothing has open, so that it can be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}", home=path.parent)
    with sqlite3.connect(path) as connection:
        # What a migration wrote may still stand in the write-ahead log, which is not copied.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def migrate(database_url: str, home: Path) -> None:
    """Bring the database to the newest migration and let go of it."""
    app = create_app(make_settings(database_url=database_url, stagedoor_home=home))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
